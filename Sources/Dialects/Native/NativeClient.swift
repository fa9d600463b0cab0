import Primitives
import Revocation

extension ClientDialect {
    package static let native = ClientDialect(
        name: .native, clearContentType: "application/json", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: ["unknown_token"]), expresses: { _ in true },
        renderRequest: { _, _ in }, readReply: { _, _, _ in .notUnderstood })
}
