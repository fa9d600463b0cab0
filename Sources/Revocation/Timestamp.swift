/// A moment as whole milliseconds since 1970-01-01T00:00:00Z, what the ledger stores and the dialects render.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Later than every time: the expiry of what may live for ever, as far as anyone knows.
    package static let never = Timestamp(milliseconds: .max)

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
