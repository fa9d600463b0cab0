import HTTP1
import NIOCore

/// One request a connection: what watches a gateway does not need more.
final class AdminHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pages: AdminPages
    private var decoder = RequestDecoder()
    private var input = ByteBuffer()
    private var isAnswered = false

    init(pages: AdminPages) {
        self.pages = pages
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isAnswered else { return }
        var bytes = self.unwrapInboundIn(data)
        self.input.writeBuffer(&bytes)
        switch self.decoder.next(self.input.readableBytesUInt8Span) {
        case .needMore: return
        case .head:
            self.answer(
                self.pages.page(self.decoder.head, self.input.readableBytesUInt8Span),
                hasBody: self.decoder.head.method != .head, context)
        case .refused(let refusal): self.answer(.status(refusal.status, "malformed"), hasBody: true, context)
        case .body, .end: preconditionFailure("the decoder gives the head of a message before the rest of it")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ page: AdminPages.Page, hasBody: Bool, _ context: ChannelHandlerContext) {
        self.isAnswered = true
        var head: [UInt8] = []
        ResponseEncoder.appendStatusLine(page.status, to: &head)
        head += "Content-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\n".utf8
        if let allow = page.allow { head += "Allow: \(allow)\r\n".utf8 }
        if let challenge = page.challenge { head += "WWW-Authenticate: \(challenge)\r\n".utf8 }
        ResponseEncoder.appendContentLength(page.body.utf8.count, to: &head)
        head += "\r\n".utf8
        if hasBody { head += page.body.utf8 }
        let channel = context.channel
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: head))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
