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
        FieldEncoder.append("Content-Type", "application/json", to: &head)
        FieldEncoder.append("Cache-Control", "no-store", to: &head)
        if let allow = page.allow { FieldEncoder.append("Allow", allow, to: &head) }
        if let challenge = page.challenge { FieldEncoder.append("WWW-Authenticate", challenge, to: &head) }
        ResponseEncoder.end(contentLength: page.body.utf8.count, closes: true, to: &head)
        if hasBody { head += page.body.utf8 }
        let channel = context.channel
        context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: head))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
