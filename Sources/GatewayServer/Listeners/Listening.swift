import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// One address with a socket on every loop.
struct BoundListener: Sendable {
    /// As configured; port 0 stands for any.
    let asked: ListenAddress
    let address: ListenAddress
    let entrance: ListenerEntrance
    let channels: [any Channel]

    /// Lets in who waits and who comes.
    func open() async {
        for channel in self.channels { try? await channel.setOption(.autoRead, value: true).get() }
    }

    func close() async {
        for channel in self.channels { try? await channel.close() }
    }
}

/// Binds an address on every loop: the kernel spreads connections over the sockets (SO_REUSEPORT).
enum Listening {
    private static let backlog: Int32 = 4096
    /// Enough to leave nobody waiting in the queue when a stop closes the listener at the end of a turn.
    private static let acceptsPerTurn: UInt = 256
    private static let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)

    /// Nobody is let in before the result is opened.
    ///
    /// - Parameter isShared: whether this process listens on the port already, at another address that may cover this.
    static func bind(
        _ listener: Listener, on loops: [NIOLoopBound<GatewayLoop>], isShared: Bool
    ) async throws(ListenFailure) -> BoundListener {
        let asked = listener.address
        let entrance = ListenerEntrance(listener.tls)
        var channels: [any Channel] = []
        do {
            var socket = try SocketAddress.makeAddressResolvingHost(asked.host, port: asked.port)
            if !isShared, asked.port != 0 { try self.checkIsFree(socket) }
            for loop in loops {
                let channel = try await self.bind(socket, entrance, on: loop)
                channels.append(channel)
                socket = channel.localAddress ?? socket
            }
            let address = ListenAddress(host: asked.host, port: socket.port ?? asked.port)
            return BoundListener(asked: asked, address: address, entrance: entrance, channels: channels)
        } catch {
            for channel in channels { try? await channel.close() }
            throw ListenFailure(address: asked.text, reason: self.reason(of: error))
        }
    }

    private static func bind(
        _ socket: SocketAddress, _ entrance: ListenerEntrance, on loop: NIOLoopBound<GatewayLoop>
    ) async throws -> any Channel {
        try await ServerBootstrap(group: loop.eventLoop)
            .serverChannelOption(.backlog, value: self.backlog)
            .serverChannelOption(.maxMessagesPerRead, value: self.acceptsPerTurn)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(self.reusePort), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.tcpOption(.unsentLowWater), value: NIOBSDSocket.Option.unsentBytes)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let term = entrance.term
                    let pipeline = channel.pipeline.syncOperations
                    if let context = term.context {
                        try pipeline.addHandlers(
                            NIOSSLServerHandler(context: context), ServerTLSEdge(shared: loop.value.shared))
                    }
                    try pipeline.addHandler(ConnectionHandler(loop: loop.value, term: term))
                }
            }
            .bind(to: socket).get()
    }

    /// With SO_REUSEPORT a second gateway would share the port without a word: a bind without it tells, and since it
    /// does not listen, no client is met by it.
    private static func checkIsFree(_ socket: SocketAddress) throws {
        let family = socket.protocol.rawValue
        let descriptor = Glibc.socket(Int32(family), Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        defer { Glibc.close(descriptor) }
        // Connections that were just closed do not count.
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        let status = socket.withSockAddr { Glibc.bind(descriptor, $0, socklen_t($1)) }
        guard status == 0 else { throw IOError(errnoCode: errno, reason: "bind") }
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
