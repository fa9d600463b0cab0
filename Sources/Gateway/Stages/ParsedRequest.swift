import Consumers
import Dialects
import Primitives
package import Revocation

/// A request that became a common revocation call. One reference, for the reason of ``AuthenticatedRequest``.
package struct ParsedRequest {
    private final class Facts {
        let call: RevocationCall
        let revoker: any Revoker
        let context: ReplyContext

        init(call: RevocationCall, revoker: any Revoker, context: ReplyContext) {
            self.call = call
            self.revoker = revoker
            self.context = context
        }
    }

    private let facts: Facts

    package var context: ReplyContext { self.facts.context }
    package var subject: Subject { self.facts.call.subject }
    var request: DialectRequest { DialectRequest(subject: self.facts.call.subject, hint: self.facts.call.hint) }

    init(_ opened: OpenedRequest, receivedAt: Timestamp) throws(DialectParseFailure) {
        let authenticated = opened.authenticated
        guard let dialect = authenticated.route.dialect, case .revoker(let revoker, _) = authenticated.service else {
            preconditionFailure("only a dialect's requests are parsed")
        }
        let request = try dialect.parse(opened.plaintext.bytes)
        self.facts = Facts(
            call: RevocationCall(
                subject: request.subject, hint: request.hint, consumer: authenticated.consumer.name,
                receivedAt: receivedAt, wantsDetails: authenticated.route.reply == .flat, origin: authenticated.origin),
            revoker: revoker, context: opened.replyContext)
    }

    /// Has the route's revoker carry the call out.
    package func carryOut(for waiter: any RevocationWaiter, ticket: Int) {
        self.facts.revoker.revoke(self.facts.call, for: waiter, ticket: ticket)
    }
}
