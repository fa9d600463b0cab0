import Primitives

/// The value of a `Date` field (RFC 9110 § 6.6.1), made once a second.
package struct DateField: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var second: Int64 = -1

    package init() {}

    /// Makes the value anew when the second has changed.
    package mutating func update(milliseconds: Int64) {
        let second = milliseconds / 1000
        guard second != self.second else { return }
        self.second = second
        self.bytes = Array(CivilTime(milliseconds: milliseconds).imfFixdate.utf8)
    }
}
