import Dialects
package import Observability
package import Revocation

/// What became of the requests of a batch, in their order, and of the batch as a whole: it is a success only when each
/// of them is one.
struct DecidedBatch {
    let items: [BatchItem]
    /// The refusal that the batch's status comes from: one after which repeating helps, before any other; else the first.
    let refusal: Refusal?
    let outcome: ExchangeOutcome
    let facts: BatchFacts

    init(_ decisions: [DecidedRequest.Decision], _ outcomes: [RevocationOutcome], in dialect: Dialect?) {
        var items: [BatchItem] = []
        items.reserveCapacity(decisions.count)
        var refusal: Refusal?
        var outcome = ExchangeOutcome.unknownAccepted
        var facts = BatchFacts()
        for (decision, itsOutcome) in zip(decisions, outcomes) {
            switch decision {
            case .revoked(let reply):
                items.append(.revoked(reply))
                if case .revoked = reply.state {
                    outcome = .revoked
                } else if outcome != .revoked, case .alreadyRevoked = reply.state {
                    outcome = .alreadyRevoked
                }
            case .refused(let one):
                items.append(.refused(one.described(in: dialect)))
                facts.refusals.append(one.kind)
                guard refusal.map({ Self.urgency(of: $0) < Self.urgency(of: one) }) ?? true else { continue }
                refusal = one
                facts.decisive = itsOutcome
            case .batch, .introspected: preconditionFailure("a batch is made of single revocations")
            }
        }
        self.items = items
        self.refusal = refusal
        self.outcome = refusal == nil ? outcome : .refused
        self.facts = facts
    }

    private static func urgency(of refusal: Refusal) -> Int {
        switch refusal.reason {
        case .unavailable: 2
        case .limit: 1
        default: 0
        }
    }
}

/// What operators are told of a batch.
package struct BatchFacts: Equatable, Sendable {
    /// Of each item that was refused.
    package fileprivate(set) var refusals: [RefusalKind] = []
    /// The outcome that the batch's refusal comes from; nil when it is a success.
    package fileprivate(set) var decisive: RevocationOutcome?
}
