import Primitives

/// Refusals as OAuth 2.0 writes them: `{"error": …, "error_description": …}` (RFC 6749 § 5.2, RFC 7009 § 2.2.1).
enum OAuthRefusal {
    @Sendable
    static func render(_ refusal: DialectRefusal, _ body: SecretBuffer) {
        self.render(self.code(refusal.reason), refusal.phrase, describedIn: "error_description", body)
    }

    static func render(
        _ code: StaticString, _ phrase: StaticString, describedIn member: StaticString, _ body: SecretBuffer
    ) {
        body.append(#"{"error":""#)
        body.append(code)
        body.append(#"",""#)
        body.append(member)
        body.append(#"":""#)
        body.append(phrase)
        body.append(#""}"#)
    }

    static func code(_ reason: RefusalReason) -> StaticString {
        switch reason {
        case .request: "invalid_request"
        case .credential: "invalid_client"
        case .permission: "unauthorized_client"
        // RFC 6750 § 3.1.
        case .unknownToken: "invalid_token"
        // RFC 6749 § 5.2: "was issued to another client".
        case .foreignToken: "invalid_grant"
        case .unsupportedSubject, .unsupportedHint: "unsupported_token_type"
        // RFC 6749 § 4.1.2.1.
        case .limit, .unavailable: "temporarily_unavailable"
        }
    }
}
