/// Appends field lines in canonical form: `Name: value CRLF`.
///
/// A value can neither end its line nor begin another: whatever byte a field value may not hold is written as a space
/// (RFC 9110 § 5.5 asks for that or for refusal).
package enum FieldEncoder {
    /// Both are known at compile time and are taken as they are.
    package static func append(_ name: StaticString, _ value: StaticString, to output: inout [UInt8]) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    package static func append(_ name: StaticString, _ value: Span<UInt8>, to output: inout [UInt8]) {
        output.append(name)
        output.append(": ")
        Self.appendValue(value, to: &output)
        output.append("\r\n")
    }

    package static func append(_ name: StaticString, _ value: Int, to output: inout [UInt8]) {
        output.append(name)
        output.append(": ")
        output.appendDecimal(value)
        output.append("\r\n")
    }

    /// - Parameter name: a token (RFC 9110 § 5.6.2).
    package static func append(name: Span<UInt8>, _ value: Span<UInt8>, to output: inout [UInt8]) {
        output.append(name)
        output.append(": ")
        Self.appendValue(value, to: &output)
        output.append("\r\n")
    }

    /// A field that is passed on, with its name in the letter case in which it came.
    ///
    /// `line` was parsed from `input`, which proves its name to be a token.
    package static func append(_ line: FieldLine, of input: Span<UInt8>, to output: inout [UInt8]) {
        output.append(input.extracting(line.name))
        output.append(": ")
        Self.appendValue(input.extracting(line.value), to: &output)
        output.append("\r\n")
    }

    private static func appendValue(_ value: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while start < value.count {
            let end = value.firstControl(in: start..<value.count)
            output.append(value.extracting(start..<end))
            if end < value.count { output.append(ASCII.space) }
            start = end &+ 1
        }
    }
}

extension [UInt8] {
    /// Appends bytes that are known at compile time.
    mutating func append(_ text: StaticString) {
        unsafe self.append(copying: text.utf8Start, text.utf8CodeUnitCount)
    }

    mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe self.append(copying: start, source.count)
        }
    }

    /// A third of what `append(contentsOf:)` takes for the few bytes that a part of a head is.
    @inline(__always)
    private mutating func append(copying start: UnsafePointer<UInt8>, _ count: Int) {
        self.append(addingCapacity: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { room, initialized in
                guard let target = room.baseAddress else { return }
                unsafe target.initialize(from: start, count: count)
                initialized = count
            }
        }
    }

    /// Appends a number that is not negative, without leading zeros.
    package mutating func appendDecimal(_ number: Int) {
        self.appendDigits(number, radix: 10)
    }

    /// Appends a number that is not negative in lower-case hexadecimal, without leading zeros.
    mutating func appendHexadecimal(_ number: Int) {
        self.appendDigits(number, radix: 16)
    }

    private mutating func appendDigits(_ number: Int, radix: Int) {
        precondition(number >= 0, "lengths and counts are not negative")
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = number
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: radix)
            start &-= 1
            digits[start] = UInt8(truncatingIfNeeded: digit &+ (digit < 10 ? 0x30 : 0x57))
            rest = quotient
        } while rest > 0
        self.append(digits.span.extracting(start..<20))
    }
}
