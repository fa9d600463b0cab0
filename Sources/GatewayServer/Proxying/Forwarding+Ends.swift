import Gateway
import HTTP1
import NIOCore
import Observability
import Pooling
import Primitives
import Revocation

/// Ends before the reply is out.
extension Forwarding {
    func failed(_ failure: PoolFailure) {
        self.line = nil
        self.tellOfUpstream()
        self.refuse(failure.refusal)
    }

    /// Nobody waits for the exchange any more.
    func callerGone() {
        self.release(.callerGone)
        self.finish()
        self.connection.record.ended = nil
        self.connection.record.cause = .callerGone
        self.connection.exchangeEnded()
    }

    /// The body's framing is broken. - Returns: whether the caller can still be told.
    func contentRefused() -> Bool {
        self.release(.callerGone)
        guard !self.hasReplied else {
            self.abort(.chunk)
            return false
        }
        self.finish()
        return true
    }

    /// A part of the reply is out, and the rest does not come.
    private func abort(_ cause: RefusalCause?) {
        self.finish()
        if let cause { self.connection.record.cause = cause }
        self.connection.exchangeEnded()
        self.connection.abort()
    }

    func deadlineReached() {
        if case .learning = self.reply { return self.refuse(.unavailable(retryAfterSeconds: 1), .revokerTimeout) }
        if self.isCallerAwaited {
            if self.hasReplied {
                self.release(.callerGone)
                return self.abort(.callerGone)
            }
            self.connection.closesAfterReply = true
            return self.giveUp(.bodyTimeout)
        }
        self.release(.upstreamSilent)
        self.refuse(.gatewayTimeout)
    }

    /// Ends an exchange whose upstream did nothing wrong that counts.
    func giveUp(_ refusal: Refusal) {
        self.release(.callerGone)
        self.refuse(refusal)
    }

    func refuse(_ refusal: Refusal, _ cause: RefusalCause? = nil) {
        if let cause { self.connection.record.cause = cause }
        guard !self.hasReplied else { return self.abort(nil) }
        self.finish()
        if self.isContentRead {
            _ = self.connection.answer(refusing: refusal, self.context)
        } else {
            _ = self.connection.refuseEarly(refusal, self.context)
        }
        if !self.isBeginning { self.connection.proceed() }
    }

    private func release(_ reason: ForwardCancellation) {
        // The line of an exchange that is being repeated is not its own any more.
        self.line?.cancel(reason)
        self.line = nil
        if let exchange = self.exchange { self.forwarder.withdraw(exchange) }
        self.tellOfUpstream()
    }

    func tellOfUpstream() {
        if let report = self.exchange?.report { self.connection.record.asked(report) }
    }

    /// Once for each exchange.
    func finish() {
        if case .ended = self.reply { return }
        self.reply = .ended
        self.exchange?.end()
        self.exchange = nil
        self.content.wipe()
        self.connection.loop.shared.releaseHeld(self.held)
        self.held = 0
        self.connection.loop.shared.releaseForward()
    }
}

extension PoolFailure {
    fileprivate var refusal: Refusal {
        switch self {
        case .circuitOpen(let milliseconds): .unavailable(retryAfterSeconds: (milliseconds + 999) / 1_000)
        case .noAccessToken, .queueFull, .queueTimeout, .unreachable: .unavailable(retryAfterSeconds: 1)
        case .timeout: .gatewayTimeout
        case .broken: .badGateway
        }
    }
}
