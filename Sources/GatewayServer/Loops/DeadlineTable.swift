/// The next deadline of every connection of one event loop, in one contiguous array that a coarse timer scans.
///
/// Setting a deadline is one store, so an exchange costs nothing to time out: scanning 10,000 takes a few
/// microseconds, ten times a second. Times are milliseconds of any steady clock.
struct DeadlineTable {
    /// A slot without a deadline.
    static let never = Int.max

    private var deadlines: [Int] = []
    private var free: [Int] = []

    /// Takes a slot, with a deadline to start with.
    mutating func acquire(due: Int) -> Int {
        if let slot = self.free.popLast() {
            self.deadlines[slot] = due
            return slot
        }
        self.deadlines.append(due)
        return self.deadlines.count - 1
    }

    mutating func release(_ slot: Int) {
        self.deadlines[slot] = Self.never
        self.free.append(slot)
    }

    mutating func set(_ slot: Int, due: Int) {
        self.deadlines[slot] = due
    }

    /// Slots whose deadline is over; each is told once, until it is set again.
    mutating func expire(at time: Int) -> [Int] {
        var expired: [Int] = []
        for slot in self.deadlines.indices where self.deadlines[slot] <= time {
            self.deadlines[slot] = Self.never
            expired.append(slot)
        }
        return expired
    }
}
