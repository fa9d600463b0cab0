import Dialects
import Revocation
import Testing

@testable import Gateway

/// Answers for tests.
///
/// `@unchecked Sendable`: each stands in one test, which has one thread.
final class TestAnswers: SharedAnswers, @unchecked Sendable {
    private var answers = KeptAnswers()

    func withAnswers<Result: Sendable>(_ body: (inout KeptAnswers) -> Result) -> Result { body(&self.answers) }
}

@Suite struct KeptAnswersTests {
    private static let limits = AnswerLimits(count: 3, time: 1_000)
    private static let token = ActiveToken(expiresAt: nil, type: "bearer", client: "web")

    private static func name(_ number: UInt64) -> Fingerprint { Fingerprint(high: number, low: number) }
    private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    private func kept(_ token: ActiveToken = token, askedAt: Int64 = 5_000, _ limits: AnswerLimits = limits)
        -> KeptAnswers
    {
        var answers = KeptAnswers()
        let stamp = answers.stamp
        answers.keep(token, of: Self.name(1), from: "as", askedAt: Self.time(askedAt), stamp: stamp, limits)
        return answers
    }

    @Test func anAnswerIsKeptForItsTimeAndNoLonger() {
        let answers = self.kept()
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(5_000)) == Self.token)
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(5_999)) == Self.token)
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(6_000)) == nil)
        #expect(answers.answer(of: Self.name(2), from: "as", at: Self.time(5_000)) == nil)
    }

    @Test func anAnswerCountsForItsUpstreamOnly() {
        #expect(self.kept().answer(of: Self.name(1), from: "other", at: Self.time(5_000)) == nil)
    }

    @Test func noAnswerCountsWhereTheClockHasGoneBack() {
        #expect(self.kept().answer(of: Self.name(1), from: "as", at: Self.time(4_999)) == nil)
    }

    @Test func anAnswerIsKeptNoLongerThanItsTokenLives() {
        let short = ActiveToken(expiresAt: 5, type: nil, client: nil)
        let answers = self.kept(short, askedAt: 4_500)
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(4_999)) == short)
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(5_000)) == nil)
    }

    @Test(arguments: [Int64.max, Int64.max / 1_000 + 1])
    func anExpiryBeyondAllTimeIsNone(expiry: Int64) {
        let long = ActiveToken(expiresAt: expiry, type: nil, client: nil)
        #expect(long.lives(at: Self.time(5_000)))
        #expect(self.kept(long).answer(of: Self.name(1), from: "as", at: Self.time(5_999)) == long)
    }

    @Test func anExpiryBeforeAllTimeIsOver() {
        #expect(!ActiveToken(expiresAt: .min, type: nil, client: nil).lives(at: Self.time(0)))
    }

    @Test func nothingIsKeptWhereNoneMayBe() {
        #expect(self.kept(Self.token, AnswerLimits(count: 0, time: 1_000)).count == 0)
    }

    @Test func longAnswersAreNotKept() {
        let longest = ActiveToken(expiresAt: nil, type: nil, client: String(repeating: "x", count: 512))
        let longer = ActiveToken(expiresAt: nil, type: "y", client: longest.client)
        #expect(self.kept(longest).count == 1)
        #expect(self.kept(longer).count == 0)
    }

    @Test func theOldestGoWhereTooManyAreKept() {
        var answers = KeptAnswers()
        for number in 1...5 {
            answers.keep(
                Self.token, of: Self.name(UInt64(number)), from: "as", askedAt: Self.time(0), stamp: 0, Self.limits)
        }
        #expect(answers.count == 3)
        let left = (1...5).filter { answers.answer(of: Self.name($0), from: "as", at: Self.time(0)) != nil }
        #expect(left == [3, 4, 5])
    }

    @Test func whatIsTooOldMakesRoomFirst() {
        var answers = self.kept(askedAt: 0)
        answers.keep(Self.token, of: Self.name(2), from: "as", askedAt: Self.time(1_000), stamp: 0, Self.limits)
        #expect(answers.count == 1)
    }

    @Test func aTokenKeptAgainAndAgainTakesOnePlace() {
        var answers = self.kept()
        for _ in 0..<100 {
            answers.keep(Self.token, of: Self.name(1), from: "as", askedAt: Self.time(5_500), stamp: 0, Self.limits)
        }
        #expect(answers.count == 1)
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(6_499)) == Self.token)
    }

    @Test func aRevokedTokenIsForgotten() {
        var answers = self.kept()
        answers.revoked(Self.name(1))
        #expect(answers.answer(of: Self.name(1), from: "as", at: Self.time(5_000)) == nil)
        #expect(answers.count == 0)
    }

    @Test func anAnswerThatWasUnderWayDuringARevocationIsNotKept() {
        var answers = KeptAnswers()
        let before = answers.stamp
        answers.revoked(Self.name(1))
        let after = answers.stamp
        answers.keep(Self.token, of: Self.name(1), from: "as", askedAt: Self.time(9_000), stamp: before, Self.limits)
        #expect(answers.count == 0)
        // Another token's, under way at the same time.
        answers.keep(Self.token, of: Self.name(2), from: "as", askedAt: Self.time(0), stamp: before, Self.limits)
        #expect(answers.count == 1)
        // Asked after the revocation: the upstream knew of it.
        answers.keep(Self.token, of: Self.name(1), from: "as", askedAt: Self.time(0), stamp: after, Self.limits)
        #expect(answers.count == 2)
    }

    @Test func soManyRevocationsMayPassThatNothingIsKnownOfAnAnswersTime() {
        var answers = KeptAnswers()
        let before = answers.stamp
        for number in 0...70_000 { answers.revoked(Self.name(UInt64(number) + 10)) }
        answers.keep(Self.token, of: Self.name(1), from: "as", askedAt: Self.time(0), stamp: before, Self.limits)
        #expect(answers.count == 0)
        let after = answers.stamp
        answers.keep(Self.token, of: Self.name(1), from: "as", askedAt: Self.time(0), stamp: after, Self.limits)
        #expect(answers.count == 1)
    }
}
