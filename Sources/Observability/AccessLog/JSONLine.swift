/// One line of JSON at the end of a byte buffer that is kept from line to line. Members stand in the order in which they
/// are added; names are known at compile time and end in `":`.
package struct JSONLine: ~Copyable {
    package private(set) var bytes: [UInt8] = []
    package private(set) var lines = 0

    package init(capacity: Int) {
        self.bytes.reserveCapacity(capacity)
    }

    /// The bytes so far, in exchange for an empty buffer.
    package mutating func exchange(for empty: consuming [UInt8]) -> (bytes: [UInt8], lines: Int) {
        let full = (self.bytes, self.lines)
        self.bytes = consume empty
        self.bytes.removeAll(keepingCapacity: true)
        self.lines = 0
        return full
    }

    /// What is known at compile time, or was escaped before: braces, names, commas.
    package mutating func raw(_ text: StaticString) {
        self.bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func raw(_ text: borrowing [UInt8]) {
        self.bytes.append(contentsOf: copy text)
    }

    package mutating func end() {
        self.bytes.append(UInt8(ascii: "\n"))
        self.lines += 1
    }

    package mutating func number(_ number: Int) {
        guard number >= 10 else {
            return self.bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: max(0, number)))
        }
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = digits.count
        var rest = UInt(number)
        while rest > 0 {
            start &-= 1
            digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        self.plain(digits.span.extracting(start...))
    }

    /// Three digits, as of milliseconds.
    package mutating func threeDigits(_ number: Int) {
        let digits: InlineArray<3, UInt8> = [
            UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 100 % 10),
            UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number / 10 % 10),
            UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number % 10),
        ]
        self.plain(digits.span)
    }

    /// Sixteen hexadecimal digits.
    package mutating func hexadecimal(_ word: UInt64) {
        let digits = InlineArray<16, UInt8> { place in
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 &- 4 &* place)) & 0xF
            return digit < 10 ? digit &+ UInt8(ascii: "0") : digit &+ (UInt8(ascii: "a") - 10)
        }
        self.plain(digits.span)
    }

    /// Bytes that are known to need no escape.
    package mutating func plain(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { self.bytes.append(contentsOf: $0) }
    }

    /// Text between quotes. What RFC 8259 § 7 asks for is escaped, and every byte from 0x80 that is not part of UTF-8 is
    /// written as U+FFFD, so that the line is JSON whatever came.
    package mutating func string(_ text: Span<UInt8>) {
        self.bytes.append(UInt8(ascii: "\""))
        if text.isPlain {
            self.plain(text)
        } else {
            self.escape(text)
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { self.string($0.span) }
    }

    private mutating func escape(_ text: Span<UInt8>) {
        let repaired = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        for scalar in repaired.unicodeScalars {
            switch scalar {
            case "\"": self.raw("\\\"")
            case "\\": self.raw("\\\\")
            case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                self.raw("\\u")
                for shift in [12, 8, 4, 0] {
                    let digit = UInt8(truncatingIfNeeded: scalar.value >> UInt32(shift)) & 0xF
                    self.bytes.append(digit < 10 ? digit + UInt8(ascii: "0") : digit + UInt8(ascii: "a") - 10)
                }
            default: self.bytes.append(contentsOf: Array(String(scalar).utf8))
            }
        }
    }
}

extension Span<UInt8> {
    /// Whether all of it is printable ASCII without a quote or backslash.
    fileprivate var isPlain: Bool {
        for index in self.indices {
            let byte = self[index]
            if byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        }
        return true
    }
}
