import Primitives
import Revocation
import Testing

@testable import Dialects

/// What tests of dialects have in common.
enum Reading {
    /// A request that is no batch.
    static func one(_ text: String, _ dialect: Dialect, _ rule: HintRule? = nil) throws -> SubjectRequest {
        switch try dialect.parse(Array(text.utf8).span, rule ?? dialect.habits.hint) {
        case .one(let request): return request
        case .batch(let requests): throw Unexpected(count: requests.count)
        }
    }

    struct Unexpected: Error {
        let count: Int
    }

    static func text(of subject: Subject) -> String {
        let bytes = subject.value.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    static func text(_ render: (SecretBuffer) -> Void) -> String {
        let buffer = SecretBuffer(capacity: 16)
        render(buffer)
        let bytes = buffer.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension Dialect {
    /// Nothing where it is no revocation API.
    func renderRevoked(_ reply: RevokedReply, _ body: SecretBuffer) {
        if case .revocation(let render, _) = self.operation { render(reply, body) }
    }

    /// Nothing where it has no batches.
    func renderBatch(_ items: [BatchItem], _ body: SecretBuffer) {
        if case .revocation(_, let render?) = self.operation { render(items, body) }
    }
}
