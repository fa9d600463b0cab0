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
    private let alarm: (HandshakeFailure) -> Void
    private var timer: Scheduled<Void>?
    private var isConnected = false
    private var isDecided = false
    private var isProven = false

    /// - Parameter opened: fails where the connection did not become secure, of which `alarm` is told why.
    init(
        _ tls: NIOSSLClientHandler, name: String?, expected: String, timeout: TimeAmount,
        opened: EventLoopPromise<Void>, alarm: @escaping (HandshakeFailure) -> Void
    ) {
        self.tls = tls
        self.name = name
        self.expected = expected
        self.timeout = timeout
        self.opened = opened
        self.alarm = alarm
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            self.fail(context, HandshakeFailure.timeout)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        guard !self.isDecided else { return }
        self.decide()
        self.opened.fail(HandshakeFailure.ended)
    }

    /// Withheld until the handshake is complete.
    func channelActive(context: ChannelHandlerContext) {
        self.isConnected = true
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event, !self.isDecided else {
            return context.fireUserInboundEventTriggered(event)
        }
        if let name = self.name, !(self.tls.peerCertificate.map { PeerName.isNamed(name, in: $0) } ?? false) {
            return self.fail(context, HandshakeFailure.otherName(expected: self.expected))
        }
        self.decide()
        self.isProven = true
        self.opened.succeed()
        context.fireChannelActive()
    }

    /// Nobody looks at what comes from a peer that has not proven who it is: with the handshake's last message it may
    /// send more, which the library hands on although the connection is being closed.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if self.isProven { context.fireChannelRead(data) }
    }

    /// In TLS 1.3 a peer may refuse this side, for want of a certificate say, when the handshake is over here.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard self.isDecided else { return self.fail(context, error) }
        if error is BoringSSLError { self.alarm(HandshakeFailure(error, certificate: nil, expected: self.expected)) }
        context.fireErrorCaught(error)
    }

    private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
        guard !self.isDecided else { return }
        self.decide()
        let failure = HandshakeFailure(error, certificate: self.tls.peerCertificate, expected: self.expected)
        // What is not connected has failed otherwise, which is told elsewhere.
        if self.isConnected { self.alarm(failure) }
        self.opened.fail(failure)
        context.close(promise: nil)
    }

    private func decide() {
        self.isDecided = true
        self.timer?.cancel()
    }
}
