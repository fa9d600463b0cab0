/// How many calls one connection may have in flight, from how its address answers.
///
/// Answers come in order, so a slow one holds up all behind it. What tells of that is the gap between two answers of
/// calls that were in flight together: it is the upstream's own time, whereas the time to the first answer contains the
/// way there and back. Gaps within the hold let the depth grow by one; a gap beyond it halves the depth. At depth 1
/// there are no gaps: then an answer within the hold counts as one, and after a long run of later ones a depth of 2 is
/// tried again.
package struct PipelineDepth: Equatable, Sendable {
    /// The depth before anything is known, where the limit allows it.
    private static let initialDepth = 4
    /// Late answers in a row, each with nothing before it, after which the depth is tried anew.
    private static let patience = 64

    private let limit: Int
    private let hold: Int
    private var lateAnswers = 0
    package private(set) var depth: Int

    /// The hold is in microseconds.
    package init(limit: Int, hold: Int) {
        self.limit = max(1, limit)
        self.hold = max(0, hold)
        self.depth = min(self.limit, Self.initialDepth)
    }

    /// One answer came.
    ///
    /// - Parameters:
    ///   - microseconds: since the answer before it, or since its call was sent, whichever was later.
    ///   - wasBehind: whether its call was sent while another was in flight on the connection.
    package mutating func answered(after microseconds: Int, wasBehind: Bool) {
        if microseconds <= self.hold {
            self.grow()
        } else if wasBehind {
            self.depth = max(1, self.depth / 2)
            self.lateAnswers = 0
        } else {
            self.lateAnswers += 1
            if self.lateAnswers >= Self.patience { self.grow() }
        }
    }

    /// The connection ended with calls behind the last answer, which go out again: where that is usual, none is to stand
    /// behind another.
    package mutating func closedEarly() {
        self.depth = 1
        self.lateAnswers = 0
    }

    private mutating func grow() {
        self.depth = min(self.limit, self.depth + 1)
        self.lateAnswers = 0
    }
}
