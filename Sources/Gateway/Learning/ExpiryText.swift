import JSONText
import Primitives
import Revocation

/// How the expiry of an issued token is told apart, whatever the service calls it.
///
/// | in the reply | means |
/// |---|---|
/// | an integer, or a string of digits, of at least 100,000,000,000 | milliseconds since 1970 |
/// | a smaller one | seconds since 1970 |
/// | a string that is an RFC 3339 date-time | that |
/// | anything else | no time |
///
/// 10^11 is the year 1973 in milliseconds and 5138 in seconds, so that no expiry of a token that lives today is read in
/// the wrong unit. A time before ``RetentionRule/clockEpochMilliseconds`` is none: no token issued now expired then, and
/// a lifetime (`expires_in: 3600`) or a mark for "never" (0, -1) would let a revocation be forgotten at once. Otherwise a
/// time in the past is taken as it is.
enum ExpiryText {
    private static let leastMilliseconds: Int64 = 100_000_000_000

    /// The time that a value of `document` says, or nil when it says none.
    static func time(_ value: JSONValue, of document: Span<UInt8>) -> Timestamp? {
        let milliseconds: Int64?
        switch value.kind {
        case .number:
            milliseconds = JSONText.integer(value, of: document).flatMap(Self.milliseconds)
        case .string:
            var text: [UInt8] = []
            JSONText.appendString(value, of: document, to: &text)
            if let number = Self.digits(text) {
                milliseconds = Self.milliseconds(number)
            } else {
                milliseconds = CivilTime.milliseconds(rfc3339: text.span)
            }
        case .bool, .null, .object, .array:
            milliseconds = nil
        }
        guard let milliseconds, milliseconds >= RetentionRule.clockEpochMilliseconds else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    private static func milliseconds(_ number: Int64) -> Int64? {
        guard number < Self.leastMilliseconds else { return number }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : milliseconds
    }

    private static func digits(_ text: [UInt8]) -> Int64? {
        guard !text.isEmpty, text.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return Int64(String(decoding: text, as: UTF8.self))
    }
}
