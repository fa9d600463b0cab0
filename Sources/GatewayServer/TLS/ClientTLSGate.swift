import NIOCore
import NIOSSL
import NIOTLS

/// Stands between TLS and a connection to an upstream: the connection is not told that it is open, and so sends nothing,
/// before the peer has proven who it is.
final class ClientTLSGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let tls: NIOSSLClientHandler
    /// The name that the certificate must bear; nil where the URL names an address, which the library checks.
    private let name: String?
    /// For messages.
    private let expected: String
    /// For connecting and the handshake together.
    private let timeout: TimeAmount
    private let opened: EventLoopPromise<Void>
    private var timer: Scheduled<Void>?
    private var isDecided = false

    /// - Parameter opened: fails with a ``HandshakeFailure`` where the connection did not become secure.
    init(
        _ tls: NIOSSLClientHandler, name: String?, expected: String, timeout: TimeAmount,
        opened: EventLoopPromise<Void>
    ) {
        self.tls = tls
        self.name = name
        self.expected = expected
        self.timeout = timeout
        self.opened = opened
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            self.fail(context, HandshakeFailure.timeout)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
        if !self.isDecided { self.opened.fail(HandshakeFailure.ended) }
    }

    /// Withheld until the handshake is complete.
    func channelActive(context: ChannelHandlerContext) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event, !self.isDecided else {
            return context.fireUserInboundEventTriggered(event)
        }
        if let name = self.name, !(self.tls.peerCertificate.map { PeerName.isNamed(name, in: $0) } ?? false) {
            return self.fail(context, HandshakeFailure.otherName(expected: self.expected))
        }
        self.decide()
        self.opened.succeed()
        context.fireChannelActive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !self.isDecided else { return context.fireErrorCaught(error) }
        self.fail(context, error)
    }

    private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
        guard !self.isDecided else { return }
        self.decide()
        let certificate = self.tls.peerCertificate
        self.opened.fail(HandshakeFailure(error, certificate: certificate, expected: self.expected))
        context.close(promise: nil)
    }

    private func decide() {
        self.isDecided = true
        self.timer?.cancel()
    }
}
