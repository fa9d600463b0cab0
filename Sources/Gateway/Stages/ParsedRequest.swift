import Consumers
import Dialects
import Primitives
package import Revocation

/// A request that became a common revocation call, a batch of them, or a question about a token. One reference, for the
/// reason of ``AuthenticatedRequest``.
package struct ParsedRequest {
    private final class Facts {
        let work: Work
        let context: ReplyContext
        /// Of a batch that is being carried out.
        var run: BatchRun?

        init(_ work: Work, _ context: ReplyContext) {
            self.work = work
            self.context = context
        }
    }

    /// What is to be carried out, and by whom.
    private enum Work {
        case call(RevocationCall, by: any Revoker)
        case batch([RevocationCall], by: any Revoker, isUpstream: Bool)
        case question(TokenQuestion, to: any Introspector)
    }

    private let facts: Facts

    package var context: ReplyContext { self.facts.context }
    /// The place of the cipher that opened the body; -1 where none did.
    package var openedBy: Int { self.facts.context.openedBy }

    /// What it is about; nil for a batch.
    package var subject: Subject? {
        switch self.facts.work {
        case .call(let call, _): call.subject
        case .batch: nil
        case .question(let question, _): question.token.subject
        }
    }

    /// The calls of a batch, in its order.
    var batch: [RevocationCall] { if case .batch(let calls, _, _) = self.facts.work { calls } else { [] } }

    /// How many subjects it is about.
    package var count: Int { if case .batch(let calls, _, _) = self.facts.work { calls.count } else { 1 } }

    init(_ opened: OpenedRequest, receivedAt: Timestamp) throws(DialectParseFailure) {
        let authenticated = opened.authenticated
        let route = authenticated.route
        guard let dialect = route.dialect else { preconditionFailure("only a dialect's requests are parsed") }
        func call(_ request: SubjectRequest) -> RevocationCall {
            RevocationCall(
                subject: request.subject, hint: request.hint, hintIsType: dialect.typesTokens,
                consumer: authenticated.consumer.name,
                receivedAt: receivedAt, wantsDetails: route.reply == .flat, takesGrant: dialect.takesGrant,
                origin: authenticated.origin)
        }
        let work: Work
        switch (try dialect.parse(opened.plaintext.bytes, route.policy.hint), authenticated.service) {
        case (.one(let request), .revoker(let revoker, _)):
            work = .call(call(request), by: revoker)
        case (.batch(let requests), .revoker(let revoker, let upstream)):
            work = .batch(requests.map(call), by: revoker, isUpstream: upstream != nil)
        case (.one(let request), .introspector(let introspector, _)):
            work = .question(
                TokenQuestion(
                    token: request, receivedAt: receivedAt, origin: authenticated.origin,
                    consumer: authenticated.consumer.name), to: introspector)
        case (.batch, .introspector), (_, .forwarder):
            preconditionFailure("a route's service is of its dialect")
        }
        self.facts = Facts(work, opened.replyContext)
    }

    /// Has it carried out.
    package func carryOut(for waiter: any ExchangeWaiter, ticket: Int) {
        switch self.facts.work {
        case .call(let call, let revoker): revoker.revoke(call, for: waiter, ticket: ticket)
        case .batch(let calls, let revoker, let isUpstream):
            let run = BatchRun(calls, by: revoker, isUpstream: isUpstream, for: waiter, ticket: ticket)
            self.facts.run = run
            run.proceed()
        case .question(let question, let introspector): introspector.introspect(question, for: waiter, ticket: ticket)
        }
    }

    /// Ends a batch with the outcomes that are there; the others are not known. - Returns: false for what is no batch.
    package func giveUp() -> Bool {
        guard let run = self.facts.run else { return false }
        run.giveUp()
        return true
    }
}

/// Who waits for what comes of a request, whatever it asks.
package protocol ExchangeWaiter: BatchWaiter, IntrospectionWaiter {
    func asked(_ report: UpstreamReport, ticket: Int)
}
