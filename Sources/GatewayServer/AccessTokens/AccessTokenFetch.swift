import Gateway
import HTTP1
import NIOCore
import Primitives

/// Asks a token endpoint for one access token, on a connection of its own.
enum AccessTokenFetch {
    typealias Outcome = Result<AccessToken, TokenFetchFailure>

    /// Ends within the timeout of the endpoint, names and all, or at once when the task is cancelled.
    static func token(
        for credentials: ClientCredentials, by connector: UpstreamConnector, alarms: UpstreamAlarms,
        on eventLoop: any EventLoop
    ) async -> Outcome {
        let verdict = eventLoop.makePromise(of: Outcome.self)
        let timeout = TimeAmount.milliseconds(Int64(credentials.service.timeout))
        let timer = eventLoop.scheduleTask(in: timeout) { verdict.succeed(.failure(.timeout)) }
        // The system's resolver cannot be told to stop: a late answer is waited for by nobody.
        let attempt = Task {
            await self.ask(credentials, by: connector, timeout, alarms, on: eventLoop, verdict)
        }
        let outcome = await withTaskCancellationHandler {
            (try? await verdict.futureResult.get()) ?? .failure(.broken)
        } onCancel: {
            verdict.succeed(.failure(.broken))
        }
        attempt.cancel()
        timer.cancel()
        return outcome
    }

    /// Asks the first address that lets itself be connected to.
    private static func ask(
        _ credentials: ClientCredentials, by connector: UpstreamConnector, _ timeout: TimeAmount,
        _ alarms: UpstreamAlarms, on eventLoop: any EventLoop, _ verdict: EventLoopPromise<Outcome>
    ) async {
        let service = credentials.service
        let addresses = await UpstreamResolver.resolve(service, last: []) { failure in
            alarms.raise(.unresolved(host: failure.host, reason: failure.reason), upstream: service.name)
        }
        for address in addresses where !Task.isCancelled {
            let connecting = connector.connect(to: address, timeout: timeout, on: eventLoop) { pipeline in
                try pipeline.addHandler(
                    TokenReplyHandler(request: credentials.request, limit: service.replyLimit, verdict: verdict))
            }
            guard let channel = try? await connecting.get() else { continue }
            verdict.futureResult.whenComplete { _ in channel.close(promise: nil) }
            return
        }
        guard !Task.isCancelled else { return }
        verdict.succeed(.failure(.unreachable))
    }
}

/// Sends the request and reads the one reply.
private final class TokenReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let request: SecretBytes
    private let limit: Int
    private let verdict: EventLoopPromise<AccessTokenFetch.Outcome>
    private var decoder = ResponseDecoder()
    private var input = ByteBuffer()
    private let body = SecretBuffer(capacity: 2_048)
    /// Until it is open, who opened it tells how it ended.
    private var isOpen = false
    /// The verdict is there: what still comes before the connection is closed is passed over.
    private var isOver = false

    init(request: SecretBytes, limit: Int, verdict: EventLoopPromise<AccessTokenFetch.Outcome>) {
        self.request = request
        self.limit = limit
        self.verdict = verdict
        self.decoder.expect(responseTo: .post)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.isOpen = true
        let request = self.request.withUnsafeBytes { ByteBuffer(bytes: $0) }
        context.channel.writeAndFlush(request, promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isOver else { return }
        var bytes = self.unwrapInboundIn(data)
        self.input.writeBuffer(&bytes)
        while self.step() {}
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard self.isOpen, !self.isOver else { return }
        if case .end = self.decoder.inputEnded() { return self.judge() }
        self.end(.failure(.broken))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard self.isOpen, !self.isOver else { return }
        self.end(.failure(.broken))
    }

    /// - Returns: whether to go on.
    private func step() -> Bool {
        let input = self.input
        let bytes = input.readableBytesUInt8Span
        switch self.decoder.next(bytes) {
        case .needMore:
            // Framing counts too: chunks of one byte must not fill the memory.
            if input.readableBytes > self.limit * 8 { self.end(.failure(.notUnderstood(.tooLong))) }
            return false
        case .interim(let consumed):
            self.input.moveReaderIndex(forwardBy: consumed)
            return true
        case .head:
            guard !self.decoder.head.fields.contains(.contentEncoding) else {
                self.end(.failure(.notUnderstood(.coded)))
                return false
            }
            return true
        case .body(let range):
            guard self.body.count + range.count <= self.limit else {
                self.end(.failure(.notUnderstood(.tooLong)))
                return false
            }
            self.body.append(bytes.extracting(range))
            return true
        case .end:
            self.judge()
            return false
        case .refused:
            self.end(.failure(.notUnderstood(.notHTTP)))
            return false
        }
    }

    private func judge() {
        let body = self.body
        let reply = body.bytes
        let status = self.decoder.head.status
        guard status == 200 else { return self.end(.failure(.refused(status: status, TokenRefusal(reply: reply)))) }
        do throws(AccessTokenFault) {
            self.end(.success(try AccessToken(reply: reply)))
        } catch {
            self.end(.failure(.notUnderstood(error)))
        }
    }

    /// Whoever waits closes the connection.
    private func end(_ outcome: AccessTokenFetch.Outcome) {
        self.isOver = true
        self.verdict.succeed(outcome)
        self.body.wipe()
        self.input.setRepeatingByte(0, count: self.input.writerIndex, at: 0)
        self.input.clear()
    }
}
