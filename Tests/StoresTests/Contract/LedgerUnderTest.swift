import Revocation
import Testing

/// A ledger and its registry on one empty store, as the contract suite needs them.
protocol LedgerUnderTest: AnyObject {
    var ledger: any Ledger { get }
    /// A registry as another process would open it.
    func openRegistry() throws -> any TokenRegistry
    /// Closes the ledger and opens it anew on the same store.
    func restart() throws
    /// Moves everything into the long-term form and restarts, so that nothing is answered from the journal.
    func settle() throws
}

extension LedgerUnderTest {
    /// One call, one answer.
    func revoke(_ call: LedgerCall) throws -> RevocationOutcome {
        try #require(try self.revoke([call]).first)
    }

    /// Calls of one submission, and their answers in order.
    func revoke(_ calls: [LedgerCall]) throws -> [RevocationOutcome] {
        let port = CollectingPort()
        let numbered = calls.enumerated().map { ticket, call in
            LedgerCall(
                fingerprint: call.fingerprint, kind: call.kind, consumer: call.consumer, receivedAt: call.receivedAt,
                sealedValue: call.sealedValue, ticket: ticket, takesGrant: call.takesGrant,
                isConfirmed: call.isConfirmed)
        }
        self.ledger.submit(numbered, from: port)
        try #require(port.wait(for: calls.count))
        return try calls.indices.map { try #require(port.answers[$0]) }
    }

    func find(_ number: UInt64) throws -> LedgerFinding {
        let port = CollectingPort()
        self.ledger.find([LedgerQuestion(fingerprint: .test(number), ticket: 0)], from: port)
        try #require(port.wait(for: 1))
        return try #require(port.finding(0))
    }

    func learn(_ lesson: LedgerLesson) throws -> LearnOutcome {
        try #require(try self.learn([lesson]).first)
    }

    /// Tokens of one submission, and their answers in order.
    func learn(_ lessons: [LedgerLesson]) throws -> [LearnOutcome] {
        let port = CollectingPort()
        let numbered = lessons.enumerated().map { ticket, lesson in
            LedgerLesson(token: lesson.token, receivedAt: lesson.receivedAt, ticket: ticket)
        }
        self.ledger.learn(numbered, from: port)
        try #require(port.wait(for: lessons.count))
        return try lessons.indices.map { try #require(port.lessons[$0]) }
    }
}

extension TokenRegistry {
    /// What a list shows, up to a limit.
    func all(_ query: ListQuery, limit: Int = .max) throws(Failure) -> [SubjectStatus] {
        var found: [SubjectStatus] = []
        try self.list(query) { subject in
            found.append(subject)
            return found.count < limit
        }
        return found
    }
}

extension LearnedToken.Half {
    static func test(_ number: UInt64) -> LearnedToken.Half {
        LearnedToken.Half(fingerprint: .test(number), sealedValue: Array("sealed-\(number)".utf8))
    }
}

extension Timestamp {
    static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }
}

extension LedgerCall {
    static func token(
        _ number: UInt64, by consumer: String = "a", at milliseconds: Int64 = 1_000, takesGrant: Bool = false,
        isConfirmed: Bool = false
    ) -> LedgerCall {
        LedgerCall(
            fingerprint: .test(number), kind: .token, consumer: consumer, receivedAt: .at(milliseconds),
            sealedValue: Array("sealed-\(number)".utf8), ticket: 0, takesGrant: takesGrant, isConfirmed: isConfirmed)
    }
}
