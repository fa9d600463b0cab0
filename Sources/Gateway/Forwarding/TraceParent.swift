/// `traceparent` of W3C Trace Context § 3.2: `00-` trace-id (32 hex digits) `-` parent-id (16) `-` flags (2).
enum TraceParent {
    private static let length = 55

    /// The value if it is well-formed, version 00 and not the invalid all-zero identifiers; a caller's malformed one is
    /// not passed on.
    static func accepted(_ value: Span<UInt8>) -> [UInt8]? {
        guard value.count == self.length, value[0] == UInt8(ascii: "0"), value[1] == UInt8(ascii: "0") else {
            return nil
        }
        for index in [2, 35, 52] where value[index] != UInt8(ascii: "-") { return nil }
        guard self.isIdentifier(value.extracting(3..<35)), self.isIdentifier(value.extracting(36..<52)),
            self.isHexadecimal(value.extracting(53..<55))
        else { return nil }
        return value.withUnsafeBytes { Array($0) }
    }

    private static func isIdentifier(_ digits: Span<UInt8>) -> Bool {
        var isZero = true
        for index in digits.indices where digits[index] != UInt8(ascii: "0") { isZero = false }
        return !isZero && self.isHexadecimal(digits)
    }

    private static func isHexadecimal(_ digits: Span<UInt8>) -> Bool {
        for index in digits.indices {
            switch digits[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
            default: return false
            }
        }
        return true
    }
}
