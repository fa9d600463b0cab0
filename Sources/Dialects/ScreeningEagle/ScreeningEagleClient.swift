import Revocation

extension ClientDialect {
    /// The identity service of seed 002 as an upstream. It shows one word for every refusal, so which word says that a
    /// token is unknown is for the configuration to tell, or `400` where none can be read.
    package static let screeningEagle = ClientDialect(
        name: .screeningEagle, clearContentType: "application/x-www-form-urlencoded", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []), hasSuccessCodes: false, isSuccess: { _ in false },
        expresses: { $0 == .token }, hintNarrows: true,
        renderRequest: { TokenForm.append($0.subject, $0.hint, hintName: "token_type", to: $1) },
        readReply: { OAuthReply.read($0, $1, $2, bareRefusals: true) })
}
