import Revocation

/// Has an upstream carry calls out, and sees to it that nobody is told afterwards that such a token lives: what the
/// upstream has done is recorded before the caller hears of it, and what is kept of the token goes. Where that cannot be
/// recorded, the caller is told to ask again. Belongs to one event loop.
final class ConfirmingRevoker: Revoker, RevocationWaiter {
    private let upstream: any Revoker
    private let memory: AnswerMemory
    private let records: Records
    private var asking = TicketTable<(call: RevocationCall, waiter: any RevocationWaiter, ticket: Int)>()

    init(_ upstream: any Revoker, confirmer: any TokenConfirmer, memory: AnswerMemory) {
        self.upstream = upstream
        self.memory = memory
        self.records = Records(confirmer)
    }

    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        self.upstream.revoke(call, for: self, ticket: self.asking.add((call, waiter, ticket)))
    }

    func asked(_ report: UpstreamReport, ticket: Int) {
        let (_, waiter, ticket) = self.asking[ticket]
        var report = report
        report.isEnd = false
        waiter.asked(report, ticket: ticket)
    }

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        let (call, waiter, ticket) = self.asking.remove(ticket)
        // Whatever it said: it may have done more than its answer tells.
        self.memory.revoked(call.subject)
        switch outcome {
        // With the time of the call, not the upstream's: what is kept of a revocation is kept from then on. Where the
        // upstream does not know it, whether it never lived there or died before, the ledger may know it as one that lives.
        case .revoked, .alreadyRevoked, .unknown:
            self.records.record(call, Record(outcome, details, waiter, ticket))
        case .ownedByAnother, .limited, .unsupportedSubject, .unavailable:
            waiter.decided(outcome, details, ticket: ticket)
        }
    }
}

/// What the upstream said, and who is told once it is recorded.
private struct Record {
    let outcome: RevocationOutcome
    let details: TokenDetails?
    let waiter: any RevocationWaiter
    let ticket: Int

    init(_ outcome: RevocationOutcome, _ details: TokenDetails?, _ waiter: any RevocationWaiter, _ ticket: Int) {
        self.outcome = outcome
        self.details = details
        self.waiter = waiter
        self.ticket = ticket
    }
}

/// Waits for the ledger.
private final class Records: RevocationWaiter {
    private let confirmer: any TokenConfirmer
    private var waiting = TicketTable<Record>()

    init(_ confirmer: any TokenConfirmer) {
        self.confirmer = confirmer
    }

    func record(_ call: RevocationCall, _ record: Record) {
        self.confirmer.confirm(call, for: self, ticket: self.waiting.add(record))
    }

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        let record = self.waiting.remove(ticket)
        switch outcome {
        case .unavailable, .limited: record.waiter.decided(outcome, nil, ticket: record.ticket)
        // The upstream has done it; that the ledger knew that it was revoked changes nothing.
        case .revoked, .alreadyRevoked, .unknown, .ownedByAnother, .unsupportedSubject:
            record.waiter.decided(record.outcome, record.details, ticket: record.ticket)
        }
    }
}
