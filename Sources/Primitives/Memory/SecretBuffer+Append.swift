extension SecretBuffer {
    package func append(_ byte: UInt8) {
        self.appendUninitialized(1) { room in
            room[0] = byte
            return 1
        }
    }

    /// Appends a copy of `bytes`; it traps on a span of this same buffer, because growth would free what it shows.
    package func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { source in
            precondition(!self.owns(source), "a buffer is not appended to itself")
            self.appendUninitialized(source.count) { room in
                room.copyMemory(from: source)
                return source.count
            }
        }
    }

    package func append(_ text: StaticString) {
        precondition(text.hasPointerRepresentation, "a static string of one scalar: append it as a byte")
        let source = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        self.appendUninitialized(source.count) { room in
            room.copyMemory(from: source)
            return source.count
        }
    }

    /// Appends the ASCII digits of `number`, with a minus sign when it is negative.
    package func append(decimal number: Int64) {
        if number < 0 { self.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let digits = Self.digitCount(of: rest)
        self.appendUninitialized(digits) { room in
            var position = digits
            while position > 0 {
                position -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                room[position] = UInt8(ascii: "0") + UInt8(digit)
                rest = quotient
            }
            return digits
        }
    }

    private static func digitCount(of number: UInt64) -> Int {
        var rest = number / 10
        var digits = 1
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        return digits
    }
}
