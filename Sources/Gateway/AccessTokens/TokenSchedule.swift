/// When an access token is fetched: at once where there is none, at four fifths of its life, and soon after an upstream
/// refused it. Never twice in a second; after failures, and where fresh tokens are refused too, less and less often.
///
/// Times are milliseconds of any steady clock; `chance` is from 0 to 1, drawn anew each time, so that gateways that
/// failed together do not come back together.
package struct TokenSchedule: Equatable, Sendable {
    /// Between two fetches at least.
    static let minimumInterval = 1_000
    /// Between two fetches after failures at most.
    static let maximumBackOff = 30_000
    /// A token that is refused later was good.
    static let trial = 60_000

    /// When to fetch next.
    package private(set) var dueAt: Int
    /// When the token that is there ends; nil: there is none.
    package private(set) var validUntil: Int?
    private var fetchedAt = 0
    /// The last fetch, whatever came of it.
    private var attemptedAt = 0
    private var isRefused = false
    /// Fetches in a row that brought no token, or one that was refused while it was fresh.
    private var failures = 0

    /// Without a token.
    package init(at time: Int) {
        self.dueAt = time
    }

    package func isDue(at time: Int) -> Bool { time >= self.dueAt }

    package func isValid(at time: Int) -> Bool { self.validUntil.map { time < $0 } ?? false }

    /// When something changes next: a fetch, or the end of the token.
    package func next(after time: Int) -> Int {
        guard let end = self.validUntil, time < end else { return self.dueAt }
        return min(self.dueAt, end)
    }

    /// A token that is good for `lifetime` is there.
    package mutating func fetched(lifetime: Int, at time: Int) {
        // A token that is fresh again after a refusal has its trial before the count of failures is forgotten.
        if !self.isRefused { self.failures = 0 }
        self.isRefused = false
        self.fetchedAt = time
        self.attemptedAt = time
        self.validUntil = time + lifetime
        self.dueAt = time + max(lifetime / 5 * 4, Self.minimumInterval)
    }

    /// No token came; the one before stays until its end.
    package mutating func failed(at time: Int, chance: Double) {
        self.failures += 1
        self.attemptedAt = time
        self.dueAt = time + self.backOff(chance)
    }

    /// An upstream does not accept the token that is there. Told once a token it counts, and again it does nothing.
    package mutating func refused(at time: Int, chance: Double) {
        guard self.validUntil != nil, !self.isRefused else { return }
        self.isRefused = true
        if self.attemptedAt == self.fetchedAt, time - self.fetchedAt >= Self.trial { self.failures = 0 }
        let delay = self.failures == 0 ? Self.minimumInterval : self.backOff(chance)
        self.failures += 1
        self.dueAt = min(self.dueAt, max(time, self.attemptedAt + delay))
    }

    /// Half to all of 2, 4, 8, 16 and then 30 seconds.
    private func backOff(_ chance: Double) -> Int {
        let whole = min(Self.maximumBackOff, 2_000 << min(max(self.failures - 1, 0), 4))
        return whole / 2 + Int(Double(whole / 2) * chance)
    }
}
