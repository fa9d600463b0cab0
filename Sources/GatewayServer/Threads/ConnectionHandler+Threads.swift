import Consumers
import Envelopes
import Gateway
import NIOCore
import Observability

/// Exchanges whose bodies are opened or sealed on another thread. The connection waits as it does for a revoker; what
/// comes back after it was given up finds nobody.
extension ConnectionHandler {
    func leavesLoop(_ request: AuthenticatedRequest) -> Bool {
        guard request.route.leavesLoop else { return false }
        return self.withBody { request.leavesLoop($0) }
    }

    private func withBody<Value>(_ read: (Span<UInt8>) -> Value) -> Value {
        if let range = self.body.range {
            let input = self.input
            let span = input.readableBytesUInt8Span
            return read(span.extracting(range))
        }
        let copy = self.body.copy
        return read(copy.span)
    }

    /// The exchange holds its place among those in flight from before this until its outcome.
    ///
    /// - Returns: whether it has been answered, so that the next message may be looked at.
    func openElsewhere(_ request: AuthenticatedRequest, _ received: NIODeadline, consumed: Int) -> Bool {
        let loop = self.loop
        let verdict = self.withBody {
            loop.pipeline.opening(request, body: $0, steady: GatewayLoop.milliseconds(received))
        }
        let moment = self.moment(of: request.route, received)
        self.drop(consumed)
        let opening: BodyOpening
        switch verdict {
        case .goOn(let work): opening = work
        case .refuse(let refusal, let context):
            loop.shared.releaseExchange()
            return self.answer(refusing: refusal, context)
        }
        self.phase = .exchange(nil)
        self.awaitsOpening = request.refusalContext
        self.startExchangeTimeout()
        let exchange = self.exchange
        let isTaken = loop.threads.open(opening, in: request.turn) { result in
            self.opened(request, result, moment, exchange)
        }
        if isTaken { return false }
        self.awaitsOpening = nil
        loop.shared.releaseExchange()
        return self.answer(refusing: .overloaded, request.refusalContext.sparingThreads)
    }

    /// No thread has come to the body in time; nothing was done. Its place among those in flight is given back when one
    /// does.
    func openingTimedOut() {
        guard let context = self.awaitsOpening else { return }
        self.awaitsOpening = nil
        self.exchange += 1
        if self.answer(refusing: .unavailable(retryAfterSeconds: 1), context.sparingThreads) { self.proceed() }
    }

    private func opened(
        _ request: AuthenticatedRequest, _ result: Result<BodyOpening.Opened, BodyOpenFailure>,
        _ moment: RefusalMoment, _ exchange: Int
    ) {
        guard self.exchange == exchange, case .exchange(nil) = self.phase else {
            return self.loop.shared.releaseExchange()
        }
        self.awaitsOpening = nil
        let now = WallClock.now
        switch self.loop.pipeline.admit(request, opened: result, now: now, steady: self.loop.steady) {
        case .goOn(let parsed):
            if self.carryOut(parsed) { self.proceed() }
        case .refuse(let refusal, let context):
            self.loop.shared.releaseExchange()
            // Whatever it is: how long the opening took does not show.
            self.answer(refusing: refusal, context, at: moment)
        }
    }

    // MARK: Replies

    /// Has the body of the response sealed that was rendered last, writes it, and goes on with `then`.
    ///
    /// - Parameter isUnderWay: whether the response tells what was carried out; refusals find no more room than bodies to be
    ///   opened do.
    func sealElsewhere(isUnderWay: Bool = true, then: @escaping () -> Void) {
        guard let seal = self.loop.takeAwaitedSeal() else {
            preconditionFailure("only what is rendered and not written is sealed elsewhere")
        }
        self.phase = .exchange(nil)
        self.exchange += 1
        self.seal(seal, isUnderWay: isUnderWay) { response in
            self.write(response)
            self.exchangeEnded()
            then()
            self.proceed()
        }
    }

    /// - Parameter then: given the response, if the connection still waits for it.
    func seal(_ seal: AwaitedSeal, isUnderWay: Bool, then: @escaping (ByteBuffer) -> Void) {
        let exchange = self.exchange
        let turn = KeyOperationTurn(of: self.record.consumer?.name, isUnderWay: isUnderWay)
        let isTaken = self.loop.threads.seal(seal.work, in: turn) { result in
            guard self.exchange == exchange, case .exchange(nil) = self.phase else { return }
            then(self.response { _, wire in seal.finish(result, &wire) })
        }
        if isTaken { return }
        // At the next turn of the loop: who asked is amid its own step.
        let response = self.response { _, wire in seal.giveUp(&wire) }
        self.loop.run(at: .now()) {
            guard self.exchange == exchange, case .exchange(nil) = self.phase else { return }
            then(response)
        }
    }
}
