/// The identifier that ties a reply, a log line and an upstream request together (`X-Request-Id`).
package struct RequestID: Sendable {
    package static let maximumLength = 128

    private enum Origin {
        case caller([UInt8])
        case gateway(UInt64, UInt64)
    }

    private let origin: Origin

    /// The caller's own, if it is 1 to 128 of `A-Za-z0-9._-`.
    package init?(caller text: Span<UInt8>) {
        guard (1...Self.maximumLength).contains(text.count) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for index in text.indices {
            guard Self.isAllowed(text[index]) else { return nil }
            bytes.append(text[index])
        }
        self.origin = .caller(bytes)
    }

    /// A new one: the process part and the exchange part, 32 hex digits together.
    package init(process: UInt64, exchange: UInt64) {
        self.origin = .gateway(process, exchange)
    }

    /// Shows its text.
    package func withBytes(_ body: (Span<UInt8>) -> Void) {
        switch self.origin {
        case .caller(let text):
            body(text.span)
        case .gateway(let process, let exchange):
            let digits = Self.hex(process, exchange)
            body(digits.span)
        }
    }

    private static func hex(_ process: UInt64, _ exchange: UInt64) -> InlineArray<32, UInt8> {
        InlineArray { index in
            let word = index < 16 ? process : exchange
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index & 15))) & 0xF
            return digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
