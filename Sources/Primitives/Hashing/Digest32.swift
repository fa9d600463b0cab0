/// A 32-byte hash or authenticator.
package struct Digest32: Sendable {
    /// Bytes of the value (FIPS 180-4, SHA-256).
    package static let count = 32

    private var storage: InlineArray<32, UInt8>

    init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        self.storage = InlineArray(repeating: 0)
        var bytes = self.storage.mutableSpan
        bytes.withUnsafeMutableBufferPointer { fill($0.baseAddress!) }
    }

    /// The value with these bytes, or nil when they are not 32.
    package init?(copying bytes: Span<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        self.storage = InlineArray { bytes[$0] }
    }

    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get { self.storage.span }
    }

    /// The first and second 64 bits, big-endian: names where a shorter one is enough.
    package var leading128: (high: UInt64, low: UInt64) {
        (self.word(at: 0), self.word(at: 8))
    }

    private func word(at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in offset..<(offset + 8) { word = word << 8 | UInt64(self.storage[index]) }
        return word
    }

    /// 64 lower-case hexadecimal digits.
    package var hex: String {
        var text: [UInt8] = []
        Hex.encode(self.bytes, into: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

extension Digest32: Hashable {
    /// Constant time.
    package static func == (left: Digest32, right: Digest32) -> Bool {
        constantTimeEquals(left.bytes, right.bytes)
    }

    /// Eight bytes tell digests apart as well as all of them.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.word(at: 0))
    }
}
