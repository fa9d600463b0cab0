import JSONText
import Primitives
import Revocation

extension ClientDialect {
    /// The payments token service of seed 000 as an upstream; it revokes by reference only.
    package static let tokenService = ClientDialect(
        name: .tokenService, clearContentType: "text/plain", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []), hasSuccessCodes: true,
        isSuccess: { code in
            let bytes = Array(code.utf8)
            return TokenServiceCodes.isSuccess(bytes.span)
        }, expresses: { $0 == .reference },
        renderRequest: TokenServiceClient.renderRequest, readReply: TokenServiceClient.readReply)
}

/// Its replies have an outer `resCode` and may have one in `data`; dialects.md § 1.3 shows both forms, and codes as
/// numbers and as strings.
///
/// | outer | inner | says |
/// |---|---|---|
/// | success | none, success | revoked, with HTTP 2xx; else nothing, for the status contradicts it |
/// | success | unknown | unknown: the call arrived, its business failed |
/// | unknown | none, unknown, other | unknown |
/// | unknown | success | nothing: a contradiction |
/// | other | unknown | unknown |
/// | success, other | other | nothing |
/// | other | none, success | nothing |
///
/// What says nothing with HTTP 401 or 403 and claims no success in either place is a refused credential.
enum TokenServiceClient {
    @Sendable
    static func renderRequest(_ call: RevocationCall, _ body: SecretBuffer) {
        precondition(call.subject.kind == .reference, "the token service is asked about references only")
        body.append(#"{"tokenReferenceId":""#)
        JSONText.forEachEscapedPiece(of: call.subject.value.bytes) { body.append($0) }
        body.append(#""}"#)
    }

    @Sendable
    static func readReply(_ status: Int, _ body: Span<UInt8>, _ codes: ClientCodes) -> ClientReading {
        let isRefusal = status == 401 || status == 403
        guard case .read(let levels) = TokenServiceCodes.levels(of: body, codes), !levels.hasPlainData else {
            return isRefusal ? .credentialRefused : .notUnderstood
        }
        switch (levels.outer, levels.inner) {
        case (.success, nil), (.success, .success):
            return (200...299).contains(status) ? .revoked(at: nil) : .notUnderstood
        case (.unknownToken, .success):
            return .notUnderstood
        case (.unknownToken, _), (_, .unknownToken):
            return status < 500 ? .unknownToken : .notUnderstood
        case (.success, .other), (.other, .success):
            return .notUnderstood
        case (.other, nil), (.other, .other):
            return isRefusal ? .credentialRefused : .notUnderstood
        }
    }
}
