import FormText
import Primitives
import Revocation

/// A revocation call as the form of RFC 7009 § 2.1.
enum RevocationForm {
    /// - Parameter hintName: what the dialect calls the parameter for the kind of token.
    static func append(_ call: RevocationCall, hintName: StaticString, to body: SecretBuffer) {
        precondition(call.subject.kind == .token, "a form of this kind names tokens only")
        body.append("token=")
        FormText.forEachEncodedPiece(of: call.subject.value.bytes) { body.append($0) }
        guard let hint = call.hint?.hintWord else { return }
        body.append("&")
        body.append(hintName)
        body.append("=")
        body.append(hint)
    }
}
