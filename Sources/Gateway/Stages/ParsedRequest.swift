import Consumers
import Dialects
import Primitives
package import Revocation

/// A request that became a common revocation call.
package struct ParsedRequest {
    package let call: RevocationCall
    /// Who carries it out.
    package let revoker: any Revoker
    package let context: ReplyContext
    let request: DialectRequest

    init(_ opened: OpenedRequest, receivedAt: Timestamp) throws(DialectParseFailure) {
        let authenticated = opened.authenticated
        let request = try authenticated.route.dialect.parse(opened.plaintext.bytes)
        self.request = request
        self.call = RevocationCall(
            subject: request.subject, hint: request.hint, consumer: authenticated.consumer.name, receivedAt: receivedAt,
            wantsDetails: authenticated.route.reply == .flat, origin: authenticated.origin)
        self.revoker = authenticated.revoker
        self.context = opened.replyContext
    }
}
