import Revocation

/// Whether the time of day is good enough to forget by: the rule, without clock or I/O.
///
/// A clock that runs ahead once would make everything look expired, and what is forgotten does not come back. So the
/// time of day is held against the monotonic clock from look to look, and at the first look against the last pass on
/// file. After a doubt nothing is forgotten for a day, in which a wrong clock is noticed and set.
struct PruneClock: Equatable {
    enum OnLook: Equatable {
        /// Forget what is due; put the time of a pass that begins on file.
        case prune
        /// Forget nothing, but put the time on file: there is none to compare the next start with.
        case note
        /// Forget nothing.
        case hold
    }

    /// Milliseconds by which the two clocks may part between two looks.
    static let tolerance: Int64 = 2 * 86_400_000
    /// Milliseconds for which a store may have been out of use before the clock is doubted instead.
    static let longestAbsence: Int64 = 30 * 86_400_000
    /// Monotonic milliseconds from a doubt to the next pass.
    static let holdTime: Int64 = 86_400_000

    private struct Look: Equatable {
        let now: Int64
        let monotonic: Int64
    }

    private var lastLook: Look?
    private var heldUntil: Int64?

    init() {}

    /// - Parameters:
    ///   - monotonic: milliseconds that never jump.
    ///   - lastPass: what is on file; counts at the first look only.
    mutating func looked(now: Timestamp, monotonic: Int64, lastPass: Timestamp?) -> OnLook {
        let look = Look(now: now.milliseconds, monotonic: monotonic)
        let isFirst = self.lastLook == nil
        let isSet = look.now >= RetentionRule.clockEpochMilliseconds
        let isPlausible = self.lastLook.map { Self.agree($0, look) } ?? Self.follows(look.now, lastPass)
        self.lastLook = look
        if !isSet || !isPlausible { self.heldUntil = monotonic + Self.holdTime }
        if let heldUntil = self.heldUntil, monotonic < heldUntil {
            return isFirst && isSet && lastPass == nil ? .note : .hold
        }
        self.heldUntil = nil
        return .prune
    }

    private static func agree(_ one: Look, _ other: Look) -> Bool {
        abs((other.now - one.now) - (other.monotonic - one.monotonic)) <= Self.tolerance
    }

    private static func follows(_ now: Int64, _ lastPass: Timestamp?) -> Bool {
        guard let lastPass else { return false }
        return lastPass.milliseconds <= now && lastPass.milliseconds >= now - Self.longestAbsence
    }
}
