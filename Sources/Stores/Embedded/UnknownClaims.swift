import Revocation

/// How many claims on unknown subjects each consumer holds.
struct UnknownClaims {
    private var counts: [Int] = []

    subscript(consumer: ConsumerNumber) -> Int {
        let index = Int(consumer.value)
        return index < self.counts.count ? self.counts[index] : 0
    }

    /// Those that are not zero.
    var all: [(consumer: ConsumerNumber, count: Int)] {
        self.counts.enumerated().compactMap { index, count in
            count == 0 ? nil : (ConsumerNumber(value: UInt32(index)), count)
        }
    }

    mutating func add(_ change: Int, to consumer: ConsumerNumber) {
        let index = Int(consumer.value)
        while self.counts.count <= index { self.counts.append(0) }
        self.counts[index] += change
    }

    /// Counts what a subject's change makes of its claims: they leave when it becomes known, or is forgotten.
    mutating func replace(_ before: SubjectRecord?, by after: SubjectRecord?) {
        if let before, before.kind != .grant, before.facts == nil {
            for claim in before.claims { self.add(-1, to: claim.by) }
        }
        if let after, after.kind != .grant, after.facts == nil {
            for claim in after.claims { self.add(1, to: claim.by) }
        }
    }
}
