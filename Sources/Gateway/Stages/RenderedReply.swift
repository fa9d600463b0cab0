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
        let route = decided.context.route
        switch decided.decision {
        case .revoked(let request, let details, _):
            self.status = 200
            route?.dialect?.renderRevoked(request, details, route?.reply ?? .enveloped, body)
        case .refused(let refusal):
            let status = refusal.status(in: route?.dialect)
            self.status = status
            if let dialect = route?.dialect {
                dialect.renderRefusal(status, refusal.phrase, body)
            } else {
                body.append(#"{"error":""#)
                body.append(refusal.phrase)
                body.append(#""}"#)
            }
        }
    }

    var refusal: Refusal? {
        if case .refused(let refusal) = self.decision { refusal } else { nil }
    }
}
