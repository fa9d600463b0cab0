import HTTP1

/// Paths that go on to an upstream as they came: only those that everybody reads alike.
///
/// A path that an upstream reads as another one would slip past that one's route: its cipher, its policy and its ledger.
/// So nothing is normalised; what could be read in two ways is refused.
enum ForwardPath {
    /// False for dot segments, empty segments (a slash at the end is none), `;`, `\`, what is not printable ASCII, and
    /// for percent-encodings that are malformed, or of `/`, `\`, `;`, NUL, or a character that needs none (RFC 3986 § 2.3:
    /// unreserved), encodings of encodings, and what does not decode to UTF-8.
    static func accepts(_ path: Span<UInt8>) -> Bool {
        guard !path.isEmpty, path[0] == UInt8(ascii: "/") else { return false }
        var segmentStart = 1
        var isEncoded = false
        var index = 1
        while index < path.count {
            switch path[index] {
            case UInt8(ascii: "/"):
                guard self.isSegment(path, segmentStart..<index) else { return false }
                segmentStart = index + 1
            case UInt8(ascii: "%"):
                guard index + 2 < path.count, let high = HexDigit.value(of: path[index + 1]),
                    let low = HexDigit.value(of: path[index + 2]), self.mayBeEncoded(high << 4 | low)
                else { return false }
                // What is encoded twice reads differently for whoever decodes twice.
                if high << 4 | low == UInt8(ascii: "%"), self.isEncoding(path, at: index + 3) { return false }
                isEncoded = isEncoded || high > 7
                index += 2
            case UInt8(ascii: ";"), UInt8(ascii: "\\"): return false
            case 0x21...0x7E: break
            default: return false
            }
            index += 1
        }
        guard !isEncoded || self.isText(path) else { return false }
        return segmentStart == path.count || self.isSegment(path, segmentStart..<path.count)
    }

    /// Whether two hexadecimal digits stand there.
    private static func isEncoding(_ path: Span<UInt8>, at index: Int) -> Bool {
        index + 1 < path.count && HexDigit.value(of: path[index]) != nil && HexDigit.value(of: path[index + 1]) != nil
    }

    /// Whether it decodes to UTF-8: overlong forms of a slash or a dot do not.
    private static func isText(_ path: Span<UInt8>) -> Bool {
        String(validating: PathReading.decoded(path.withUnsafeBytes { Array($0) }), as: UTF8.self) != nil
    }

    private static func isSegment(_ path: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let dot = UInt8(ascii: ".")
        switch range.count {
        case 0: return false
        case 1: return path[range.lowerBound] != dot
        case 2: return !(path[range.lowerBound] == dot && path[range.lowerBound + 1] == dot)
        default: return true
        }
    }

    private static func mayBeEncoded(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: ";"): false
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            false
        default: true
        }
    }
}
