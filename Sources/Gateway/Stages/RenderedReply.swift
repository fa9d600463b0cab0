import Dialects
import Primitives

/// A reply in its dialect, in the clear, in the loop's scratch memory.
struct RenderedReply: Redacted {
    let context: ReplyContext
    let decision: DecidedRequest.Decision
    let status: Int
    let body: SecretBuffer

    /// - Parameter body: empty scratch memory.
    init(_ decided: DecidedRequest, body: SecretBuffer) {
        self.context = decided.context
        self.decision = decided.decision
        self.body = body
        let dialect = decided.context.route?.dialect
        switch decided.decision {
        case .revoked(let reply):
            self.status = 200
            if case .revocation(let render, _) = dialect?.operation { render(reply, body) }
        case .batch(let batch):
            self.status = batch.refusal?.status(in: dialect) ?? 200
            if case .revocation(_, let renderBatch) = dialect?.operation { renderBatch?(batch.items, body) }
        case .introspected(let token):
            self.status = 200
            if case .introspection(let render) = dialect?.operation { render(token, body) }
        case .refused(let refusal):
            let described = refusal.described(in: dialect)
            self.status = described.status
            if let dialect {
                dialect.renderRefusal(described, body)
            } else {
                body.append(#"{"error":""#)
                body.append(refusal.phrase)
                body.append(#""}"#)
            }
        }
    }

    var refusal: Refusal? { self.decision.refusal }
}
