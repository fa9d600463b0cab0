import Dialects
import JSONText
import Primitives
import Revocation

extension LearnRule {
    /// Reads an opened reply: its HTTP status and its body.
    ///
    /// It teaches when the status is 200 to 299 and, where the body has a `resCode`, that says success by the rule of the
    /// token-service dialect. Put on a route whose successes issue tokens: every other success is unreadable.
    package func read(status: Int, body: Span<UInt8>) -> Lesson {
        guard (200...299).contains(status), !body.isEmpty else { return .nothing }
        do throws(LessonFault) {
            switch TokenServiceResult(of: body, success: self.success) {
            case .failure: return .nothing
            case .malformed: throw .resultCode
            case .notJSON: throw .notJSON
            case .success, .absent: return .learned(try self.issued(in: body))
            }
        } catch {
            return .unreadable(error)
        }
    }

    private func issued(in body: Span<UInt8>) throws(LessonFault) -> IssuedToken {
        let reference = try self.value(self.reference, in: body)
        let token = try self.value(self.token, in: body)
        guard reference != nil || token != nil else { throw .nothingFound }
        guard let found = try self.find(self.expiresAt, in: body), found.kind != .null else {
            return IssuedToken(reference: reference, token: token, expiresAt: nil)
        }
        let expiry = ExpiryText.time(found, of: body)
        return IssuedToken(
            reference: reference, token: token, expiresAt: expiry, hasUnreadableExpiry: expiry == nil)
    }

    /// A string, or an integer as it is written; null and the empty string are as good as absent.
    private func value(_ pointer: JSONPointer?, in body: Span<UInt8>) throws(LessonFault) -> SubjectValue? {
        guard let found = try self.find(pointer, in: body) else { return nil }
        switch found.kind {
        case .null:
            return nil
        case .number:
            let text = body.extracting(found.range)
            guard text.indices.allSatisfy({ Self.isOfInteger(text[$0]) }) else { throw .wrongType }
            return try Self.subject(text)
        case .string:
            guard found.hasEscapes else { return try Self.subject(body.extracting(found.content)) }
            let text = SecretBuffer(capacity: found.range.count)
            JSONText.forEachPiece(of: found, in: body) { text.append($0) }
            return try Self.subject(text.bytes)
        case .bool, .object, .array:
            throw .wrongType
        }
    }

    private static func isOfInteger(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") < 10
    }

    private static func subject(_ text: Span<UInt8>) throws(LessonFault) -> SubjectValue? {
        guard text.count <= Subject.maximumLength else { throw .tooLong }
        return text.isEmpty ? nil : SubjectValue(copying: text)
    }

    private func find(_ pointer: JSONPointer?, in body: Span<UInt8>) throws(LessonFault) -> JSONValue? {
        guard let pointer else { return nil }
        do throws(JSONFailure) {
            return try pointer.find(in: body)
        } catch {
            throw .notJSON
        }
    }
}
