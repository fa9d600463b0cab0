/// How many calls may be tried again: a share of the traffic, so that retries never multiply the load of an outage.
///
/// After Finagle's budget, with one difference: its minimum is saved up over the whole window and may be spent at
/// once, this one is saved up for a second at most. A retry is allowed while the retries of the window are less than
/// the share of its calls, or while the minimum is not used up; every retry uses up both.
package struct RetryBudget: Equatable, Sendable {
    package struct Settings: Equatable, Sendable {
        /// Retries for each hundred calls of the window.
        package var percent = 20
        /// Retries a second that are always allowed.
        package var minimumPerSecond = 10
        /// Milliseconds.
        package var window = 10_000

        package static let defaults = Settings()
    }

    /// Both settings are held below this, far above any sense, so that products stay within an integer.
    private static let settingLimit = 1_000_000
    /// What one retry takes of the minimum, which grows by `minimumPerSecond` each millisecond.
    private static let retryCost = 1_000

    private let percent: Int
    private let minimumPerSecond: Int
    /// All: calls. Marked: retries.
    private var traffic: RollingCounts
    /// What is left of the minimum, from 0 to that of one second.
    private var minimum: Int
    private var minimumGrownAt: Int?

    package init(_ settings: Settings) {
        self.percent = min(max(0, settings.percent), Self.settingLimit)
        self.minimumPerSecond = min(max(0, settings.minimumPerSecond), Self.settingLimit)
        self.traffic = RollingCounts(window: settings.window)
        self.minimum = self.minimumPerSecond * Self.retryCost
    }

    /// A call begins; its retries do not count here.
    package mutating func callStarted(at time: Int) {
        self.traffic.add(total: 1, at: time)
    }

    /// Whether a call may be tried again now; if so, that is counted.
    package mutating func takeRetry(at time: Int) -> Bool {
        self.traffic.advance(to: time)
        self.growMinimum(to: time)
        let isWithinShare = self.traffic.marked * 100 + 100 <= self.percent * self.traffic.total
        guard isWithinShare || self.minimum >= Self.retryCost else { return false }
        self.traffic.add(marked: 1, at: time)
        self.minimum = max(0, self.minimum - Self.retryCost)
        return true
    }

    private mutating func growMinimum(to time: Int) {
        let elapsed = time - (self.minimumGrownAt ?? time)
        guard elapsed >= 0 else { return }
        self.minimumGrownAt = time
        let growth = min(elapsed, 1_000) * self.minimumPerSecond
        self.minimum = min(self.minimum + growth, self.minimumPerSecond * Self.retryCost)
    }
}
