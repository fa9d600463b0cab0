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

    package func append(to bytes: inout [UInt8]) {
        switch self.origin {
        case .caller(let text):
            bytes.append(contentsOf: text)
        case .gateway(let process, let exchange):
            Self.appendHex(process, to: &bytes)
            Self.appendHex(exchange, to: &bytes)
        }
    }

    private static func appendHex(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 0xF
            bytes.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
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

extension RequestID: CustomStringConvertible {
    package var description: String {
        var bytes: [UInt8] = []
        self.append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
