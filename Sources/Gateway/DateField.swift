import HTTP1
import Primitives

/// The value of a `Date` field (RFC 9110 § 6.6.1), made once a second.
package struct DateField: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// How every 200 begins in this second: status line and the fields that all responses have.
    private(set) var successHead: [UInt8] = []
    private var second: Int64 = -1

    package init() {}

    /// Appends the fields that all responses have.
    func append(to head: inout [UInt8]) {
        FieldEncoder.append("Date", self.bytes.span, to: &head)
        FieldEncoder.append("Cache-Control", "no-store", to: &head)
    }

    /// Makes the value anew when the second has changed.
    package mutating func update(milliseconds: Int64) {
        let second = milliseconds / 1000
        guard second != self.second else { return }
        self.second = second
        self.bytes = Array(CivilTime(milliseconds: milliseconds).imfFixdate.utf8)
        var success: [UInt8] = []
        ResponseEncoder.appendStatusLine(200, to: &success)
        self.append(to: &success)
        self.successHead = success
    }
}
