import Primitives
import Revocation

@testable import Dialects

/// Of a dialect that revokes.
extension ClientDialect {
    private var revocation: RevocationClient {
        guard case .revocation(let client) = self.operation else { preconditionFailure("it revokes nothing") }
        return client
    }

    var expresses: (SubjectKind) -> Bool { self.revocation.expresses }
    var readReply: (Int, Span<UInt8>, ClientCodes) -> ClientReading { self.revocation.readReply }

    /// What it reads out of a reply, with its own codes where none are given.
    func reading(_ status: Int, _ body: String, _ codes: ClientCodes? = nil) -> ClientReading {
        let bytes = Array(body.utf8)
        return self.readReply(status, bytes.span, codes ?? self.codes)
    }

    /// The body of a request for this subject.
    func request(_ kind: SubjectKind, _ value: String, hint: TokenKind? = nil) -> String {
        let bytes = Array(value.utf8)
        let call = RevocationCall(
            subject: Subject(kind: kind, value: SubjectValue(copying: bytes.span)), hint: hint, consumer: "someone",
            receivedAt: Timestamp(milliseconds: 0),
            origin: CallOrigin(requestID: RequestID(process: 0, exchange: 0)))
        return Reading.text { self.revocation.renderRequest(call, $0) }
    }
}
