import Primitives
import Revocation

extension Native {
    @Sendable
    static func renderRevoked(_ reply: RevokedReply, _ body: SecretBuffer) {
        switch reply.state {
        case .revoked: body.append(#"{"status":"revoked""#)
        case .alreadyRevoked, .unknown: body.append(#"{"status":"already-revoked""#)
        }
        if let at = reply.at {
            body.append(#","revoked_at":""#)
            let text = Array(CivilTime(milliseconds: at.milliseconds).rfc3339.utf8)
            body.append(text.span)
            body.append("\"")
        }
        body.append("}")
    }

    @Sendable
    static func renderBatch(_ items: [BatchItem], _ body: SecretBuffer) {
        body.append(#"{"revocations":["#)
        for (index, item) in items.enumerated() {
            if index > 0 { body.append(",") }
            switch item {
            case .revoked(let reply): self.renderRevoked(reply, body)
            case .refused(let refusal): self.renderRefusal(refusal, body)
            }
        }
        body.append("]}")
    }

    @Sendable
    static func status(_ reason: RefusalReason) -> Int? {
        switch reason {
        case .unknownToken: 404
        case .unsupportedSubject: 422
        default: nil
        }
    }

    @Sendable
    static func renderRefusal(_ refusal: DialectRefusal, _ body: SecretBuffer) {
        let code: StaticString = refusal.reason == .unknownToken ? "unknown_token" : OAuthRefusal.code(refusal.reason)
        OAuthRefusal.render(code, refusal.phrase, describedIn: "error_description", body)
    }
}
