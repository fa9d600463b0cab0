import Primitives

/// A sealed text read off: the binary message, the IV that stood before it as text, and the code that stood behind a
/// full stop.
struct SealedText {
    let binary: [UInt8]
    var iv: [UInt8] = []
    var mac: [UInt8]?

    init(binary: [UInt8]) {
        self.binary = binary
    }

    init(_ text: [UInt8], _ format: SymmetricFormat, _ trace: OpenTrace?) throws(BodyOpenFailure) {
        let prefix = Array(format.textPrefix.utf8)
        guard text.starts(with: prefix) else {
            trace?.note("text prefix: not \"\(format.textPrefix)\"")
            throw .encoding
        }
        var encoded = Array(text[prefix.count...])
        if format.iv == .textPrefix {
            guard encoded.count >= format.ivLength else {
                trace?.note("iv: fewer than \(format.ivLength) characters of text")
                throw .length
            }
            self.iv = Array(encoded.prefix(format.ivLength))
            encoded.removeFirst(format.ivLength)
        }
        if format.mac?.position == .dot {
            guard let dot = encoded.lastIndex(of: UInt8(ascii: ".")) else {
                trace?.note("code: no full stop before it")
                throw .encoding
            }
            self.mac = try Self.decode(Array(encoded[(dot + 1)...]), format.encoding, trace)
            encoded.removeSubrange(dot...)
        }
        self.binary = try Self.decode(encoded, format.encoding, trace)
        trace?.note("encoding: \(format.encoding.rawValue) of \(self.binary.count) bytes")
    }

    /// A text in base64 and nothing more.
    init(base64 text: [UInt8], _ trace: OpenTrace?) throws(BodyOpenFailure) {
        self.binary = try Self.decode(text, .base64, trace)
        trace?.note("encoding: base64 of \(self.binary.count) bytes")
    }

    func text(_ format: SymmetricFormat) -> [UInt8] {
        var text = Array(format.textPrefix.utf8) + self.iv
        format.encoding.encode(self.binary.span, into: &text)
        if let mac = self.mac {
            text.append(UInt8(ascii: "."))
            format.encoding.encode(mac.span, into: &text)
        }
        return text
    }

    private static func decode(
        _ text: [UInt8], _ encoding: BodyEncoding, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> [UInt8] {
        var binary: [UInt8] = []
        do throws(EncodingFailure) {
            try encoding.decode(text.span, into: &binary)
        } catch {
            trace?.note("encoding: not \(encoding.rawValue): \(error.words)")
            throw .encoding
        }
        return binary
    }
}
