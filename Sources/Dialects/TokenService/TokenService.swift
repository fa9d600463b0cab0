import JSONText
import Primitives
import Revocation

extension Dialect {
    /// The payments token service of seed 000: JSON `{"tokenReferenceId": …}` in, two-level result codes out,
    /// bodies sealed and labelled `text/plain`.
    package static let tokenService = Dialect(
        name: .tokenService,
        contentTypes: ["text/plain"],
        expectsCipher: true,
        unknownTokenStatus: 401,
        parse: TokenService.parse,
        renderRevoked: TokenService.renderRevoked,
        renderRefusal: TokenService.renderRefusal)
}

enum TokenService {
    private static let members: JSONNames = ["tokenReferenceId"]

    @Sendable
    static func parse(_ body: Span<UInt8>) throws(DialectParseFailure) -> DialectRequest {
        let value: JSONValue?
        do throws(JSONFailure) {
            value = try JSONMembers(of: body, self.members)[0]
        } catch {
            throw .malformed
        }
        guard let value else { throw .missingSubject }
        guard value.kind == .string else { throw .wrongType }
        let subject: SubjectValue
        if value.hasEscapes {
            let text = SecretBuffer(capacity: value.range.count)
            JSONText.forEachPiece(of: value, in: body) { text.append($0) }
            subject = try self.subject(text.bytes)
        } else {
            subject = try self.subject(body.extracting(value.content))
        }
        return DialectRequest(subject: Subject(kind: .reference, value: subject))
    }

    @Sendable
    static func renderRevoked(
        _ request: DialectRequest, _ details: TokenDetails?, _ style: ReplyStyle, _ body: SecretBuffer
    ) {
        switch style {
        case .enveloped:
            body.append(#"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#)
        case .flat:
            body.append(#"{"resCode":100,"resDesc":"SUCCESS","referenceId":""#)
            JSONText.forEachEscapedPiece(of: request.subject.value.bytes) { body.append($0) }
            body.append("\"")
            if let token = details?.token {
                body.append(#","token":""#)
                JSONText.forEachEscapedPiece(of: token.bytes) { body.append($0) }
                body.append("\"")
            }
            if let expiry = details?.expiresAt {
                body.append(#","expireAt":"#)
                body.append(decimal: expiry.milliseconds)
            }
            body.append("}")
        }
    }

    /// `{"resCode":<HTTP status>,"resDesc":"…"}`: never a success code, whatever the legacy client looks at.
    @Sendable
    static func renderRefusal(_ status: Int, _ phrase: StaticString, _ body: SecretBuffer) {
        body.append(#"{"resCode":"#)
        body.append(decimal: Int64(status))
        body.append(#","resDesc":""#)
        body.append(phrase)
        body.append(#""}"#)
    }

    private static func subject(_ text: Span<UInt8>) throws(DialectParseFailure) -> SubjectValue {
        guard !text.isEmpty else { throw .emptySubject }
        guard text.count <= Subject.maximumLength else { throw .subjectTooLong }
        return SubjectValue(copying: text)
    }
}
