/// What the writer does between groups: the rule, without clock or I/O. Times are monotonic milliseconds.
///
/// Calls go first. While they come, only what cannot wait is done, one step behind a group whose callers have been
/// answered; when they pause, everything else is, until the next call.
struct BackgroundWork: Equatable {
    enum Step: Equatable {
        /// Move the write-ahead log into the table file.
        case checkpoint
        /// Read on through the keys for the filter.
        case scan
        case fold
        /// Forget a page of what may be forgotten.
        case prune
        /// Look whether other processes wrote.
        case follow
        /// Nothing to do before this time.
        case rest(until: Int64)
    }

    /// What there is to do.
    struct Load: Equatable {
        var pagesInLog = 0
        var isFilterComplete = true
        var unfolded = 0
        /// A batch has begun or rows wait to be deleted.
        var isFoldUnderWay = false
    }

    /// Pages by which the log grows from one checkpoint to the next, as SQLite does by default.
    static let logLimit = 1_000
    /// The writer has paused when no call came for this long.
    static let pause: Int64 = 200
    static let followInterval: Int64 = 1_000

    private let foldLimit: Int
    private let pruneInterval: Int64
    private var lastCallAt: Int64
    private var nextFollowAt: Int64
    private var nextPruneAt: Int64
    private var isPruning = false
    /// Pages in the log at the last checkpoint: it starts over only once nobody reads what was moved.
    private var pagesMoved = 0

    /// - Parameters:
    ///   - foldLimit: unfolded subjects over which folding no longer waits for a pause.
    ///   - pruneInterval: milliseconds from one pass over the table to the next.
    init(foldLimit: Int, pruneInterval: Int64, now: Int64) {
        self.foldLimit = foldLimit
        self.pruneInterval = pruneInterval
        self.lastCallAt = now - Self.pause
        self.nextFollowAt = now + Self.followInterval
        self.nextPruneAt = now
    }

    mutating func groupServed(now: Int64) {
        self.lastCallAt = now
        // Serving a group has looked.
        self.nextFollowAt = now + Self.followInterval
    }

    mutating func prunePassEnded(now: Int64) {
        self.isPruning = false
        self.nextPruneAt = now + self.pruneInterval
    }

    mutating func nextStep(_ load: Load, now: Int64) -> Step {
        if load.pagesInLog < self.pagesMoved { self.pagesMoved = 0 }
        if load.pagesInLog >= self.pagesMoved + Self.logLimit {
            self.pagesMoved = load.pagesInLog
            return .checkpoint
        }
        if !load.isFilterComplete { return .scan }
        if load.unfolded >= self.foldLimit { return .fold }
        let pauseAt = self.lastCallAt + Self.pause
        let hasToFold = load.unfolded > 0 || load.isFoldUnderWay
        guard now >= pauseAt else {
            return .rest(until: hasToFold || now >= self.nextPruneAt ? pauseAt : self.nextFollowAt)
        }
        if hasToFold { return .fold }
        if self.isPruning || now >= self.nextPruneAt {
            self.isPruning = true
            return .prune
        }
        if now >= self.nextFollowAt {
            self.nextFollowAt = now + Self.followInterval
            return .follow
        }
        return .rest(until: min(self.nextFollowAt, self.nextPruneAt))
    }
}
