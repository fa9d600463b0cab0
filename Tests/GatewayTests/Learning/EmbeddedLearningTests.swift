import Primitives
import Revocation
import Synchronization
import Testing

@testable import Gateway

@Suite struct EmbeddedLearningTests {
    @Test func valuesReachTheLedgerNamedAndSealedOnly() throws {
        let desk = try Desk()
        desk.learn(reference: "ref-1", token: "tok-1", owner: "mobile", expiresAt: 77, ticket: 5)
        desk.endTurn()
        let lesson = try #require(desk.ledger.lessons.first)
        #expect(lesson.token.reference?.fingerprint == desk.fingerprint(.reference, "ref-1"))
        #expect(lesson.token.token?.fingerprint == desk.fingerprint(.token, "tok-1"))
        #expect(lesson.token.owner == "mobile")
        #expect(lesson.token.expiresAt == Timestamp(milliseconds: 77))
        #expect(lesson.receivedAt == Timestamp(milliseconds: 9))
        for (half, value) in [(lesson.token.reference, "ref-1"), (lesson.token.token, "tok-1")] {
            let sealed = try #require(half?.sealedValue)
            #expect(!String(decoding: sealed, as: UTF8.self).contains(value))
            #expect(sealed.count > value.utf8.count)
        }
    }

    @Test func nothingIsSubmittedBeforeTheTurnEnds() throws {
        let desk = try Desk()
        desk.learn(token: "a", ticket: 1)
        desk.learn(token: "b", ticket: 2)
        #expect(desk.ledger.submissions.isEmpty)
        desk.endTurn()
        #expect(desk.ledger.submissions == ["learn 2"])
        desk.endTurn()
        #expect(desk.ledger.submissions == ["learn 2"])
    }

    @Test func callsAndTokensOfATurnKeepTheirOrder() throws {
        let desk = try Desk()
        desk.revoke("a", ticket: 1)
        desk.revoke("b", ticket: 2)
        desk.learn(token: "c", ticket: 3)
        desk.revoke("d", ticket: 4)
        desk.learn(token: "e", ticket: 5)
        desk.learn(token: "f", ticket: 6)
        desk.endTurn()
        #expect(desk.ledger.submissions == ["revoke 2", "learn 1", "revoke 1", "learn 2"])
        desk.revoke("g", ticket: 7)
        desk.endTurn()
        #expect(desk.ledger.submissions.last == "revoke 1")
    }

    @Test func answersComeWithTheTicketsOfWhoAsked() throws {
        let desk = try Desk()
        desk.revoke("a", ticket: 40)
        desk.learn(token: "b", ticket: 41)
        desk.learn(token: "c", ticket: 42)
        desk.learn(token: "d", ticket: 43)
        desk.endTurn()
        let tickets = desk.ledger.lessons.map(\.ticket)
        desk.revoker.answered([
            LessonAnswer(ticket: tickets[2], outcome: .unavailable(retryAfterSeconds: 5)),
            LessonAnswer(ticket: tickets[0], outcome: .learned),
        ])
        desk.revoker.answered([LessonAnswer(ticket: tickets[1], outcome: .refused(.ownersDiffer))])
        #expect(
            desk.waiter.learned == [
                43: .unavailable(retryAfterSeconds: 5), 41: .learned, 42: .refused(.ownersDiffer),
            ])
        #expect(desk.waiter.decided.isEmpty)
        desk.revoker.answered([LedgerAnswer(ticket: desk.ledger.calls[0].ticket, outcome: .unknown)])
        #expect(desk.waiter.decided == [40: .unknown])
    }

    @Test func questionsKeepTheirPlaceAmongCallsAndTokens() throws {
        let desk = try Desk()
        desk.find("a", ticket: 1)
        desk.find("b", ticket: 2)
        desk.revoke("a", ticket: 3)
        desk.find("a", ticket: 4)
        desk.learn(token: "c", ticket: 5)
        desk.find("c", ticket: 6)
        desk.learn(token: "d", ticket: 7)
        desk.endTurn()
        #expect(
            desk.ledger.submissions == ["find 2", "revoke 1", "find 1", "learn 1", "find 1", "learn 1"])
        desk.endTurn()
        #expect(desk.ledger.submissions.count == 6)
        #expect(desk.ledger.questions[0].fingerprint == desk.fingerprint(.token, "a"))
    }

    @Test func findingComesWithTheCounterpartsValueOpened() throws {
        let desk = try Desk()
        desk.learn(reference: "ref-1", token: "tok-1", ticket: 1)
        desk.find("tok-1", ticket: 40)
        desk.find("tok-2", ticket: 41)
        desk.find("tok-3", ticket: 42)
        desk.endTurn()
        let half = try #require(desk.ledger.lessons.first?.token.reference)
        let moved = LearnedToken.Half(fingerprint: desk.fingerprint(.token, "other"), sealedValue: half.sealedValue)
        let tickets = desk.ledger.questions.map(\.ticket)
        let state = TokenFinding.State.revoked(at: Timestamp(milliseconds: 7))
        desk.revoker.answered([
            FindAnswer(
                ticket: tickets[0],
                outcome: .found(LedgerFinding(state: state, counterpart: half, owner: "mobile", kind: .session))),
            FindAnswer(ticket: tickets[1], outcome: .found(LedgerFinding(state: .known, counterpart: moved))),
            FindAnswer(ticket: tickets[2], outcome: .unavailable(retryAfterSeconds: 5)),
        ])
        guard case .found(let first) = desk.waiter.found[40], case .found(let second) = desk.waiter.found[41],
            case .unavailable(5) = desk.waiter.found[42]
        else { return #expect(Bool(false), "other answers") }
        #expect(first.state == state)
        #expect((first.owner, first.kind) == ("mobile", .session))
        let value = first.counterpart.map { value in value.bytes.indices.map { value.bytes[$0] } }
        #expect(value == Array("ref-1".utf8))
        // A value that was moved to another subject does not open.
        #expect(second.counterpart == nil)
    }

    @Test func confirmationIsSubmittedAsSuch() throws {
        let desk = try Desk()
        desk.revoke("a", ticket: 1)
        desk.revoke("a", ticket: 2, takesGrant: true, isConfirmed: true)
        desk.endTurn()
        #expect(desk.ledger.calls.map(\.isConfirmed) == [false, true])
        #expect(desk.ledger.calls.map(\.takesGrant) == [false, true])
        #expect(desk.ledger.calls.map(\.receivedAt.milliseconds) == [9, 9])
    }
}

/// A revoker on a ledger that only writes down.
private final class Desk {
    let ledger = NotingLedger()
    let waiter = NotingWaiter()
    let revoker: EmbeddedRevoker
    private let protection: SubjectProtection
    private let turn = Turn()

    init() throws {
        let secret = SecretBytes(copying: Array("subject secret of the tests".utf8).span)
        let turn = self.turn
        self.protection = try SubjectProtection(secret: secret)
        self.revoker = try EmbeddedRevoker(
            secret: secret, ledger: self.ledger, port: SilentPort(), atEndOfTurn: { turn.bodies.append($0) })
    }

    func endTurn() {
        let bodies = self.turn.bodies
        self.turn.bodies = []
        for body in bodies { body() }
    }

    func learn(
        reference: String? = nil, token: String? = nil, owner: String? = nil, expiresAt: Int64? = nil, ticket: Int
    ) {
        self.revoker.learn(
            IssuedToken(
                reference: reference.map(self.value), token: token.map(self.value),
                expiresAt: expiresAt.map(Timestamp.init(milliseconds:))),
            owner: owner, receivedAt: Timestamp(milliseconds: 9), for: self.waiter, ticket: ticket)
    }

    func find(_ token: String, ticket: Int) {
        self.revoker.find(Subject(kind: .token, value: self.value(token)), for: self.waiter, ticket: ticket)
    }

    func revoke(_ token: String, ticket: Int, takesGrant: Bool = false, isConfirmed: Bool = false) {
        let call = RevocationCall(
            subject: Subject(kind: .token, value: self.value(token)), hint: nil, consumer: "mobile",
            receivedAt: Timestamp(milliseconds: 9), takesGrant: takesGrant,
            origin: CallOrigin(requestID: RequestIDs(process: 1, start: 1).next()))
        if isConfirmed {
            self.revoker.confirm(call, for: self.waiter, ticket: ticket)
        } else {
            self.revoker.revoke(call, for: self.waiter, ticket: ticket)
        }
    }

    func fingerprint(_ kind: SubjectKind, _ value: String) -> Fingerprint {
        self.protection.fingerprint(kind, Array(value.utf8).span)
    }

    private func value(_ text: String) -> SubjectValue { SubjectValue(copying: Array(text.utf8).span) }
}

private final class Turn {
    var bodies: [() -> Void] = []
}

private final class NotingLedger: Ledger {
    private struct State {
        var submissions: [String] = []
        var calls: [LedgerCall] = []
        var lessons: [LedgerLesson] = []
        var questions: [LedgerQuestion] = []
    }

    private let state = Mutex(State())

    var submissions: [String] { self.state.withLock { $0.submissions } }
    var calls: [LedgerCall] { self.state.withLock { $0.calls } }
    var lessons: [LedgerLesson] { self.state.withLock { $0.lessons } }
    var questions: [LedgerQuestion] { self.state.withLock { $0.questions } }

    func submit(_ calls: [LedgerCall], from port: any LedgerPort) {
        self.state.withLock { state in
            state.submissions.append("revoke \(calls.count)")
            state.calls += calls
        }
    }

    func learn(_ lessons: [LedgerLesson], from port: any LedgerPort) {
        self.state.withLock { state in
            state.submissions.append("learn \(lessons.count)")
            state.lessons += lessons
        }
    }

    func find(_ questions: [LedgerQuestion], from port: any LedgerPort) {
        self.state.withLock { state in
            state.submissions.append("find \(questions.count)")
            state.questions += questions
        }
    }
}

private final class NotingWaiter: RevocationWaiter, LearnWaiter, FindWaiter {
    private(set) var decided: [Int: RevocationOutcome] = [:]
    private(set) var learned: [Int: LearnOutcome] = [:]
    private(set) var found: [Int: FindOutcome] = [:]

    func found(_ outcome: FindOutcome, ticket: Int) {
        self.found[ticket] = outcome
    }

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        self.decided[ticket] = outcome
    }

    func learned(_ outcome: LearnOutcome, ticket: Int) {
        self.learned[ticket] = outcome
    }
}

private final class SilentPort: LedgerPort {
    func deliver(_ answers: [LedgerAnswer]) {}
    func deliver(_ answers: [LessonAnswer]) {}
    func deliver(_ answers: [FindAnswer]) {}
}
