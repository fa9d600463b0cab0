/// Events of the last while, and how many of them were of the kind that matters: failures, retries.
///
/// The window is ten buckets that fall off its end one by one, so what is counted is between nine and ten tenths of
/// the window old at most, every call is O(1), and nothing is kept per event. A time before the newest bucket counts
/// into that bucket.
struct RollingCounts: Equatable, Sendable {
    private static let bucketCount = 10

    private struct Bucket: Equatable {
        var total = 0
        var marked = 0
    }

    /// Milliseconds that one bucket takes.
    private let width: Int
    private var buckets = InlineArray<10, Bucket>(repeating: Bucket())
    /// The place of the newest bucket, and when it begins; nil before the first event.
    private var newest = 0
    private var newestStart: Int?
    private var sums = Bucket()

    /// Milliseconds; windows below ten count as ten.
    init(window: Int) {
        self.width = max(1, window / Self.bucketCount)
    }

    /// Events of the window as of the last `advance`.
    var total: Int { self.sums.total }
    var marked: Int { self.sums.marked }

    mutating func add(total: Int = 0, marked: Int = 0, at time: Int) {
        self.advance(to: time)
        self.buckets[self.newest].total += total
        self.buckets[self.newest].marked += marked
        self.sums.total += total
        self.sums.marked += marked
    }

    /// Lets what is older than the window go.
    mutating func advance(to time: Int) {
        guard let start = self.newestStart else {
            self.newestStart = time
            return
        }
        let steps = (time - start) / self.width
        guard steps > 0 else { return }
        self.newestStart = start + steps * self.width
        for _ in 0..<min(steps, Self.bucketCount) {
            self.newest = (self.newest + 1) % Self.bucketCount
            self.sums.total -= self.buckets[self.newest].total
            self.sums.marked -= self.buckets[self.newest].marked
            self.buckets[self.newest] = Bucket()
        }
    }

    mutating func clear() {
        self.buckets = InlineArray(repeating: Bucket())
        self.sums = Bucket()
        self.newest = 0
        self.newestStart = nil
    }

    static func == (left: RollingCounts, right: RollingCounts) -> Bool {
        guard left.width == right.width, left.newest == right.newest, left.newestStart == right.newestStart,
            left.sums == right.sums
        else { return false }
        return left.buckets.indices.allSatisfy { left.buckets[$0] == right.buckets[$0] }
    }
}
