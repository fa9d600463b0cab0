import JSONText
import Primitives
import Revocation

extension ClientDialect {
    /// The government ID service of seed 001 as an upstream, in the JSON of its published description. It refuses a token that
    /// it does not know with 400, as `invalid_token` or, where `400` is listed, without a word.
    package static let digilocker = ClientDialect(
        name: .digilocker, clearContentType: "application/json", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: ["invalid_token"]), hasSuccessCodes: false, isSuccess: { _ in false },
        expresses: { $0 == .token },
        renderRequest: DigiLockerClient.renderRequest,
        readReply: { OAuthReply.read($0, $1, $2, bareRefusals: true) })
}

enum DigiLockerClient {
    @Sendable
    static func renderRequest(_ call: RevocationCall, _ body: SecretBuffer) {
        precondition(call.subject.kind == .token, "DigiLocker is asked about tokens only")
        body.append(#"{"token":""#)
        JSONText.forEachEscapedPiece(of: call.subject.value.bytes) { body.append($0) }
        // Without a hint the service looks among tokens of both types; with one that is wrong it would not find it.
        body.append(#""}"#)
    }
}
