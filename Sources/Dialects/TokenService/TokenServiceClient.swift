import Primitives
import Revocation

extension ClientDialect {
    package static let tokenService = ClientDialect(
        name: .tokenService, clearContentType: "text/plain", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []), expresses: { $0 == .reference },
        renderRequest: { _, _ in }, readReply: { _, _, _ in .notUnderstood })
}
