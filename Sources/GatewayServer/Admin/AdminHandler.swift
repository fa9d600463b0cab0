import HTTP1
import NIOCore
import Observability

/// One request a connection: what watches a gateway does not need more.
final class AdminHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pages: AdminPages
    private let metrics: @Sendable () async -> String
    private var decoder = RequestDecoder()
    private var input = ByteBuffer()
    private var isAnswered = false

    /// - Parameter metrics: gathers the page of metrics.
    init(pages: AdminPages, metrics: @escaping @Sendable () async -> String) {
        self.pages = pages
        self.metrics = metrics
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
            let hasBody = self.decoder.head.method != .head
            switch self.pages.answer(self.decoder.head, self.input.readableBytesUInt8Span) {
            case .page(let page): self.answer(page, hasBody: hasBody, context)
            case .metrics: self.answerMetrics(hasBody: hasBody, context)
            }
        case .refused(let refusal): self.answer(.status(refusal.status, "malformed"), hasBody: true, context)
        case .body, .end: preconditionFailure("the decoder gives the head of a message before the rest of it")
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Gathers the page off this loop, and answers when it is there.
    private func answerMetrics(hasBody: Bool, _ context: ChannelHandlerContext) {
        self.isAnswered = true
        let metrics = self.metrics
        context.eventLoop.makeFutureWithTask { await metrics() }.assumeIsolated().whenSuccess { text in
            guard context.channel.isActive else { return }
            self.answer(
                AdminPages.Page(status: 200, body: text, contentType: MetricsText.contentType), hasBody: hasBody,
                context)
        }
    }

    private func answer(_ page: AdminPages.Page, hasBody: Bool, _ context: ChannelHandlerContext) {
        self.isAnswered = true
        var head: [UInt8] = []
        ResponseEncoder.appendStatusLine(page.status, to: &head)
        FieldEncoder.append("Content-Type", page.contentType, to: &head)
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
