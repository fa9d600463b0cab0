/// How many calls one connection may have in flight, from how fast its address answers.
///
/// Answers come in order, so a call waits for all that are ahead of it: the depth is how many answers of the smoothed
/// time fit into the hold.
package struct PipelineDepth: Equatable, Sendable {
    /// The depth before anything is known, where the limit allows it.
    private static let initialDepth = 4
    /// Bits of the smoothed time behind the point, so that shifts lose no more than a fraction of a microsecond.
    private static let fractionBits = 16
    /// Twelve days: no hold is longer, and with its fraction and its double it is far within an integer.
    private static let maximumHold = 1 << 40
    /// One slow answer makes up half of the smoothed time, one fast answer an eighth: calls that stand behind a slow
    /// one are late at once, whereas a depth that stays low for a few answers longer costs a little throughput.
    private static let riseShift = 1
    private static let fallShift = 3

    private let limit: Int
    private let hold: Int
    /// Microseconds with their fraction; nil before the first answer.
    private var smoothed: Int?

    /// The hold is in microseconds.
    package init(limit: Int, hold: Int) {
        self.limit = max(1, limit)
        self.hold = min(max(0, hold), Self.maximumHold)
    }

    /// One answer took so long since the one before it, or since its request: microseconds.
    package mutating func answered(after microseconds: Int) {
        // Beyond twice the hold the depth is 1 anyway, and a pause of seconds would be remembered for long.
        let sample = min(max(0, microseconds), self.hold * 2) << Self.fractionBits
        guard let smoothed = self.smoothed else {
            self.smoothed = sample
            return
        }
        let difference = sample - smoothed
        self.smoothed = smoothed + difference >> (difference > 0 ? Self.riseShift : Self.fallShift)
    }

    package var depth: Int {
        guard let smoothed = self.smoothed else { return min(self.limit, Self.initialDepth) }
        return min(max(1, (self.hold << Self.fractionBits) / max(1, smoothed)), self.limit)
    }
}
