import Gateway
import Glibc
import NIOCore
import NIOPosix

/// One address to listen on.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var text: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}

/// Why an address cannot be listened on.
package struct ListenFailure: Error, CustomStringConvertible {
    package let address: String
    package let reason: String

    package init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }

    package var description: String { "cannot listen on \(self.address): \(self.reason)" }
}

/// Binds every address on every loop: the kernel spreads connections over the sockets (SO_REUSEPORT).
enum Listening {
    private static let backlog: Int32 = 4096
    /// Enough to leave nobody waiting in the queue when a stop closes the listener at the end of a turn.
    private static let acceptsPerTurn: UInt = 256
    private static let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)

    static func bind(
        _ addresses: [ListenAddress], loops: [NIOLoopBound<GatewayLoop>]
    ) async throws(ListenFailure) -> ([any Channel], [ListenAddress]) {
        var channels: [any Channel] = []
        var bound: [ListenAddress] = []
        do throws(ListenFailure) {
            for address in addresses {
                try await self.checkIsFree(address, on: loops[0].eventLoop)
                var actual = address
                for loop in loops {
                    let channel = try await self.bind(actual, on: loop)
                    channels.append(channel)
                    actual = ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port)
                }
                bound.append(actual)
            }
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
        return (channels, bound)
    }

    /// With SO_REUSEPORT a second gateway would share the port without a word: a bind without it tells.
    private static func checkIsFree(_ address: ListenAddress, on loop: any EventLoop) async throws(ListenFailure) {
        guard address.port != 0 else { return }
        do {
            let probe = try await ServerBootstrap(group: loop)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: address.host, port: address.port).get()
            try await probe.close()
        } catch {
            throw ListenFailure(address: address.text, reason: self.reason(of: error))
        }
    }

    private static func bind(
        _ address: ListenAddress, on loop: NIOLoopBound<GatewayLoop>
    ) async throws(ListenFailure) -> any Channel {
        do {
            return try await ServerBootstrap(group: loop.eventLoop)
                .serverChannelOption(.backlog, value: self.backlog)
                .serverChannelOption(.maxMessagesPerRead, value: self.acceptsPerTurn)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.socketOption(self.reusePort), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ConnectionHandler(loop: loop.value))
                    }
                }
                .bind(host: address.host, port: address.port).get()
        } catch {
            throw ListenFailure(address: address.text, reason: self.reason(of: error))
        }
    }

    static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return String(describing: error) }
        return switch error.errnoCode {
        case EADDRINUSE: "the address is in use; is another gateway running?"
        case EACCES: "this user may not bind it; use a port over 1023, or a capability"
        default: error.localizedDescription
        }
    }
}
