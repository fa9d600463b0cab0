import Consumers
import Dialects
import Primitives
package import Revocation

/// A request that became a common revocation call, or a batch of them. One reference, for the reason of
/// ``AuthenticatedRequest``.
package struct ParsedRequest {
    private final class Facts {
        let calls: Calls
        let revoker: any Revoker
        let isUpstream: Bool
        let context: ReplyContext
        /// Of a batch that is being carried out.
        var run: BatchRun?

        init(_ calls: Calls, by revoker: any Revoker, isUpstream: Bool, _ context: ReplyContext) {
            self.calls = calls
            self.revoker = revoker
            self.isUpstream = isUpstream
            self.context = context
        }
    }

    private enum Calls {
        case one(RevocationCall)
        case batch([RevocationCall])
    }

    private let facts: Facts

    package var context: ReplyContext { self.facts.context }

    /// What it is about; nil for a batch.
    package var subject: Subject? {
        if case .one(let call) = self.facts.calls { call.subject } else { nil }
    }

    /// The calls of a batch, in its order.
    var batch: [RevocationCall] { if case .batch(let calls) = self.facts.calls { calls } else { [] } }

    /// How many calls it is.
    package var count: Int { if case .batch(let calls) = self.facts.calls { calls.count } else { 1 } }

    init(_ opened: OpenedRequest, receivedAt: Timestamp) throws(DialectParseFailure) {
        let authenticated = opened.authenticated
        let route = authenticated.route
        guard let dialect = route.dialect, case .revoker(let revoker, let upstream) = authenticated.service else {
            preconditionFailure("only a dialect's requests are parsed")
        }
        func call(_ request: SubjectRequest) -> RevocationCall {
            RevocationCall(
                subject: request.subject, hint: request.hint, consumer: authenticated.consumer.name,
                receivedAt: receivedAt, wantsDetails: route.reply == .flat, takesGrant: dialect.takesGrant,
                origin: authenticated.origin)
        }
        let calls: Calls =
            switch try dialect.parse(opened.plaintext.bytes, route.policy.hint) {
            case .one(let request): .one(call(request))
            case .batch(let requests): .batch(requests.map(call))
            }
        self.facts = Facts(calls, by: revoker, isUpstream: upstream != nil, opened.replyContext)
    }

    /// Has the route's revoker carry the call out, or the batch.
    package func carryOut(for waiter: any BatchWaiter, ticket: Int) {
        switch self.facts.calls {
        case .one(let call): self.facts.revoker.revoke(call, for: waiter, ticket: ticket)
        case .batch(let calls):
            let run = BatchRun(
                calls, by: self.facts.revoker, isUpstream: self.facts.isUpstream, for: waiter, ticket: ticket)
            self.facts.run = run
            run.proceed()
        }
    }

    /// Ends a batch with the outcomes that are there; the others are not known. - Returns: false for what is no batch.
    package func giveUp() -> Bool {
        guard let run = self.facts.run else { return false }
        run.giveUp()
        return true
    }
}
