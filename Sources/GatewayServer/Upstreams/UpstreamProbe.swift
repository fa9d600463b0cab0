import Gateway
import HTTP1
import NIOCore

/// Asks one address once whether it is well: a `GET` on a connection of its own, good when a 2xx comes in time.
enum UpstreamProbe {
    static func isGood(
        _ address: UpstreamAddress, _ health: Upstream.HealthCheck, by connector: UpstreamConnector,
        on eventLoop: any EventLoop
    ) async -> Bool {
        let request = self.request(to: address.endpoint, health)
        let verdict = eventLoop.makePromise(of: Bool.self)
        let timeout = TimeAmount.milliseconds(Int64(health.timeout))
        let timer = eventLoop.scheduleTask(in: timeout) { verdict.succeed(false) }
        let connecting = connector.connect(to: address, timeout: timeout, on: eventLoop) { pipeline in
            try pipeline.addHandler(ProbeHandler(request: request, verdict: verdict))
        }
        connecting.whenFailure { _ in verdict.succeed(false) }
        let isGood = (try? await verdict.futureResult.get()) ?? false
        timer.cancel()
        connecting.whenSuccess { $0.close(promise: nil) }
        return isGood
    }

    private static func request(to endpoint: Upstream.Endpoint, _ health: Upstream.HealthCheck) -> [UInt8] {
        var request: [UInt8] = []
        let target = Array(health.target.utf8)
        let authority = Array(endpoint.authority.utf8)
        RequestEncoder.appendRequestLine(.get, target: target.span, to: &request)
        FieldEncoder.append("Host", authority.span, to: &request)
        FieldEncoder.append("Connection", "close", to: &request)
        RequestEncoder.endWithoutContent(to: &request)
        return request
    }
}

/// Waits for the status of one response; its content is not looked at.
private final class ProbeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let request: [UInt8]
    private let verdict: EventLoopPromise<Bool>
    private var decoder = ResponseDecoder()
    private var input = ByteBuffer()

    init(request: [UInt8], verdict: EventLoopPromise<Bool>) {
        self.request = request
        self.verdict = verdict
        self.decoder.expect(responseTo: .get)
    }

    func channelActive(context: ChannelHandlerContext) {
        context.channel.writeAndFlush(ByteBuffer(bytes: self.request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = self.unwrapInboundIn(data)
        self.input.writeBuffer(&bytes)
        while true {
            switch self.decoder.next(self.input.readableBytesUInt8Span) {
            case .needMore: return
            case .interim(let consumed): self.input.moveReaderIndex(forwardBy: consumed)
            case .head: return self.end(context, isGood: (200...299).contains(self.decoder.head.status))
            case .body, .end, .refused: return self.end(context, isGood: false)
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.verdict.succeed(false)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.end(context, isGood: false)
    }

    private func end(_ context: ChannelHandlerContext, isGood: Bool) {
        self.verdict.succeed(isGood)
        context.close(promise: nil)
    }
}
