/// The laxest reading of a path: what some upstream may take it for.
enum PathReading {
    /// Decoding goes on while there is something to decode; nobody decodes more often than this.
    private static let maximumPasses = 4

    /// Percent-decoded until nothing is left to decode, in lower case, without blanks and a slash at the end.
    static func folded(_ path: Span<UInt8>) -> [UInt8] {
        var bytes = path.withUnsafeBytes { Array($0) }
        for _ in 0..<self.maximumPasses {
            let decoded = self.decoded(bytes)
            guard decoded.count < bytes.count else { break }
            bytes = decoded
        }
        while bytes.count > 1, let last = bytes.last, last <= UInt8(ascii: " ") || last == UInt8(ascii: "/") {
            bytes.removeLast()
        }
        return bytes.map(self.folded)
    }

    /// The same without what stands behind a dot in the last segment: some frameworks take `/token.json` for `/token`.
    static func withoutSuffix(_ reading: [UInt8]) -> [UInt8] {
        guard let slash = reading.lastIndex(of: UInt8(ascii: "/")),
            let dot = reading[slash...].firstIndex(of: UInt8(ascii: ".")), dot > slash + 1
        else { return reading }
        return Array(reading[..<dot])
    }

    static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = HexDigit.value(of: bytes[index + 1]), let low = HexDigit.value(of: bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }
}

enum HexDigit {
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
