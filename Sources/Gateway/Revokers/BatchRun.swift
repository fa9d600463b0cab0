package import Revocation

/// Who waits for the outcomes of a batch, as ``RevocationWaiter``.
package protocol BatchWaiter: RevocationWaiter {
    /// One outcome a call, in the order of the calls.
    func decided(_ outcomes: [RevocationOutcome], ticket: Int)
}

/// Has the calls of one batch carried out, a bounded number at a time. Lives as long as a revoker has a call of it.
final class BatchRun: RevocationWaiter {
    /// Calls that an upstream is asked to carry out at a time.
    private static let upstreamWindow = 32
    /// Calls that the ledger gets at a time: with as many batches under way as there may be exchanges, by default, its
    /// queue is not full.
    private static let ledgerWindow = 64

    private let calls: [RevocationCall]
    private let revoker: any Revoker
    private let window: Int
    private let waiter: any BatchWaiter
    private let ticket: Int
    private var outcomes: [RevocationOutcome]
    /// The first that tells of a failure, or the last.
    private var report: UpstreamReport?
    private var begun = 0
    private var ended = 0
    private var isBeginning = false
    private var isOver = false

    init(
        _ calls: [RevocationCall], by revoker: any Revoker, isUpstream: Bool, for waiter: any BatchWaiter, ticket: Int
    ) {
        self.calls = calls
        self.revoker = revoker
        self.window = isUpstream ? Self.upstreamWindow : Self.ledgerWindow
        self.waiter = waiter
        self.ticket = ticket
        self.outcomes = Array(repeating: .unavailable(retryAfterSeconds: 1), count: calls.count)
    }

    /// Begins as many calls as may be under way; an outcome that comes at once is counted before the next begins.
    func proceed() {
        guard !self.isBeginning else { return }
        self.isBeginning = true
        while !self.isOver, self.begun < self.calls.count, self.begun - self.ended < self.window {
            self.begun += 1
            self.revoker.revoke(self.calls[self.begun - 1], for: self, ticket: self.begun - 1)
        }
        self.isBeginning = false
        if self.ended == self.calls.count { self.finish() }
    }

    /// Begins no more; what has no outcome yet is not known.
    func giveUp() {
        self.finish()
    }

    private func finish() {
        guard !self.isOver else { return }
        self.isOver = true
        if let report { self.waiter.asked(report, ticket: self.ticket) }
        self.waiter.decided(self.outcomes, ticket: self.ticket)
    }

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        self.ended += 1
        guard !self.isOver else { return }
        self.outcomes[ticket] = outcome
        self.proceed()
    }

    func asked(_ report: UpstreamReport, ticket: Int) {
        if self.report?.failure == nil { self.report = report }
    }
}
