import JSONText
import Primitives
import Revocation

extension Dialect {
    /// The payments token service of seed 000: JSON `{"tokenReferenceId": …}` in, two-level result codes out,
    /// bodies sealed and labelled `text/plain`.
    package static let tokenService = Dialect(
        name: .tokenService, bodies: .json, contentTypes: ["text/plain"], expectsCipher: true,
        habits: DialectPolicy(unknownToken: .error, hint: .ignore),
        parse: TokenService.parse, operation: .revocation(render: TokenService.renderRevoked),
        status: TokenService.status,
        renderRefusal: TokenService.renderRefusal, describe: TokenService.describe)
}

enum TokenService {
    private static let members: JSONNames = ["tokenReferenceId"]

    @Sendable
    static func parse(_ body: Span<UInt8>, _ rule: HintRule) throws(DialectParseFailure) -> DialectRequest {
        let value: JSONValue?
        do throws(JSONFailure) {
            value = try JSONMembers(of: body, self.members)[0]
        } catch {
            throw .malformed
        }
        guard let value else { throw .missingSubject }
        let subject = try value.withString(of: body) { (text) throws(DialectParseFailure) in
            try SubjectValue.read(text)
        }
        return .one(SubjectRequest(subject: Subject(kind: .reference, value: subject)))
    }

    @Sendable
    static func renderRevoked(_ reply: RevokedReply, _ body: SecretBuffer) {
        switch reply.style {
        case .enveloped:
            body.append(#"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#)
        case .flat:
            body.append(#"{"resCode":100,"resDesc":"SUCCESS","referenceId":""#)
            JSONText.forEachEscapedPiece(of: reply.subject.value.bytes) { body.append($0) }
            body.append("\"")
            if let token = reply.details?.token {
                body.append(#","token":""#)
                JSONText.forEachEscapedPiece(of: token.bytes) { body.append($0) }
                body.append("\"")
            }
            if let expiry = reply.details?.expiresAt {
                body.append(#","expireAt":"#)
                body.append(decimal: expiry.milliseconds)
            }
            body.append("}")
        }
    }

    /// The documents know one status for a token that is not good, whatever is wrong with it.
    @Sendable
    static func status(_ reason: RefusalReason) -> Int? {
        switch reason {
        case .unknownToken, .foreignToken, .unsupportedSubject: 401
        default: nil
        }
    }

    /// `{"resCode":<HTTP status>,"resDesc":"…"}`: never a success code, whatever the legacy client looks at.
    @Sendable
    static func renderRefusal(_ refusal: DialectRefusal, _ body: SecretBuffer) {
        body.append(#"{"resCode":"#)
        body.append(decimal: Int64(refusal.status))
        body.append(#","resDesc":""#)
        switch refusal.reason {
        // One answer: what the ledger knows of a token is told by none of it, nor by the length of a sealed reply.
        case .unknownToken, .foreignToken, .unsupportedSubject: body.append("Invalid Token Passed")
        default: body.append(refusal.phrase)
        }
        body.append(#""}"#)
    }
}
