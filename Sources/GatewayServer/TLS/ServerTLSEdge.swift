import NIOCore
import NIOSSL
import NIOTLS

/// Stands between TLS and the connection on a secure listener: counts handshakes that fail, and makes the end of TLS
/// look like the end of TCP.
final class ServerTLSEdge: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Input {
        case open
        /// By a close_notify.
        case ended
        /// By TCP alone.
        case cut
    }

    private enum Handshake {
        case underWay
        case done
        case failed
    }

    private let shared: SharedCounts
    private var handshake = Handshake.underWay
    private var input = Input.open

    init(shared: SharedCounts) {
        self.shared = shared
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { self.handshake = .done }
        if case ChannelEvent.inputClosed = event, self.input == .open { self.input = .ended }
        context.fireUserInboundEventTriggered(event)
    }

    /// The end of the input without a close_notify is no error: a request says itself where it ends, and many clients
    /// leave without a word. That the input has ended is told next.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if self.handshake == .underWay {
            self.handshake = .failed
            self.shared.countFailedHandshake()
        }
        if self.handshake == .done, error as? NIOSSLError == .uncleanShutdown {
            self.input = .cut
        } else {
            context.fireErrorCaught(error)
        }
    }

    /// Once the input has ended, ending the output closes the channel, and with it what still waits to be sent.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output, self.handshake == .done, self.input != .open else {
            return context.close(mode: mode, promise: promise)
        }
        // After a close_notify TLS has only a full close left; without one it would wait for it in vain.
        let mode: CloseMode = self.input == .ended ? .all : .output
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer()), promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: mode, promise: promise) }
    }
}
