import Revocation

extension ClientDialect {
    /// Any authorization server with a revocation endpoint (RFC 7009). A token that it does not know is a success there
    /// (§ 2.2), so no word says that unless the configuration lists one.
    package static let rfc7009 = ClientDialect(
        name: .rfc7009, clearContentType: "application/x-www-form-urlencoded", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []), hasSuccessCodes: false, isSuccess: { _ in false },
        expresses: { $0 == .token },
        renderRequest: { TokenForm.append($0.subject, $0.hint, hintName: "token_type_hint", to: $1) },
        readReply: { OAuthReply.read($0, $1, $2, bareRefusals: false) })
}
