import FormText
import Primitives
import Revocation

/// A token and perhaps a hint of its type, as the form of RFC 7009 § 2.1 and RFC 7662 § 2.1.
enum TokenForm {
    /// - Parameter hintName: what the dialect calls the parameter for the kind of token.
    static func append(_ subject: Subject, _ hint: TokenKind?, hintName: StaticString, to body: SecretBuffer) {
        precondition(subject.kind == .token, "a form of this kind names tokens only")
        body.append("token=")
        FormText.forEachEncodedPiece(of: subject.value.bytes) { body.append($0) }
        guard let hint = hint?.hintWord else { return }
        body.append("&")
        body.append(hintName)
        body.append("=")
        body.append(hint)
    }
}
