/// The two versions of HTTP that this codec speaks (RFC 9112 § 2.3).
package enum HTTPVersion: UInt8, Sendable, Equatable {
    case http10
    case http11

    package var isAtLeast11: Bool { self == .http11 }

    /// What can be wrong with an HTTP-version.
    enum Fault: Error {
        /// It is not `HTTP/` DIGIT `.` DIGIT, upper-case.
        case malformed
        /// It is well formed and neither 1.0 nor 1.1.
        case unsupported
    }

    init(_ input: Span<UInt8>, in range: Range<Int>) throws(Fault) {
        let start = range.lowerBound
        guard range.count == 8 else { throw .malformed }
        switch input.word(at: start) {
        case 0x312E_312F_5054_5448: self = .http11
        case 0x302E_312F_5054_5448: self = .http10
        default:
            let isWellFormed =
                input.equals("HTTP/", in: start..<start &+ 5) && input[start &+ 5].isDigit
                && input[start &+ 6] == 0x2E && input[start &+ 7].isDigit
            throw isWellFormed ? .unsupported : .malformed
        }
    }
}
