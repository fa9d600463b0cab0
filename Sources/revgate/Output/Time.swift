import Foundation
import Primitives
import Revocation

extension Timestamp {
    static var now: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }

    /// RFC 3339, UTC, milliseconds.
    var text: String { CivilTime(milliseconds: self.milliseconds).rfc3339 }

    /// RFC 3339, or whole epoch seconds.
    init?(_ text: String) {
        if let seconds = Int64(text) {
            let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            if overflow { return nil }
            self.init(milliseconds: milliseconds)
        } else if let milliseconds = CivilTime.milliseconds(rfc3339: text) {
            self.init(milliseconds: milliseconds)
        } else {
            return nil
        }
    }
}
