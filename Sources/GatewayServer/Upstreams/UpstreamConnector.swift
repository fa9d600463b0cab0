import Gateway
import NIOCore
import NIOPosix
import NIOSSL

/// Opens connections to one upstream, secured as its URLs say.
struct UpstreamConnector: Sendable {
    private let upstream: Upstream
    private let alarms: UpstreamAlarms
    private let context: NIOSSLContext?

    init(_ upstream: Upstream, contexts: UpstreamContexts, alarms: UpstreamAlarms) {
        self.upstream = upstream
        self.alarms = alarms
        self.context = upstream.tls.map(contexts.context)
    }

    /// The handler that is added is told that its channel is active once the peer is proven, and never if it is not:
    /// then the result fails.
    ///
    /// - Parameter timeout: for connecting and the TLS handshake together.
    func connect(
        to address: UpstreamAddress, timeout: TimeAmount, on eventLoop: any EventLoop,
        _ addHandler: @escaping @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.tcpOption(.unsentLowWater), value: NIOBSDSocket.Option.unsentBytes)
        guard let context = self.context else {
            return bootstrap.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try addHandler(channel.pipeline.syncOperations) }
            }.connect(to: address.socket)
        }
        let name = self.name(at: address)
        let opened = eventLoop.makePromise(of: Void.self)
        let connected = bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
                let gate = ClientTLSGate(
                    tls, name: name, expected: name ?? address.endpoint.host, timeout: timeout, opened: opened,
                    alarm: { self.alarms.raise(.handshake($0, address: address.name), upstream: self.upstream.name) })
                try channel.pipeline.syncOperations.addHandlers(tls, gate)
                try addHandler(channel.pipeline.syncOperations)
            }
        }.connect(to: address.socket)
        connected.whenFailure { opened.fail($0) }
        return connected.flatMap { channel in opened.futureResult.map { channel } }
    }

    /// What the certificate must name, and what SNI says (RFC 6066 § 3: no addresses, no last dot); nil for an address.
    private func name(at address: UpstreamAddress) -> String? {
        let name = self.upstream.tls?.serverName ?? address.endpoint.host
        guard AddressBlock.addressBytes(name) == nil else { return nil }
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}
