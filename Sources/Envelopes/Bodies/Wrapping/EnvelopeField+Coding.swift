import Primitives

extension EnvelopeField.Coding {
    func decode(_ text: Span<UInt8>, into bytes: inout [UInt8]) throws(EncodingFailure) {
        switch self {
        case .base64: try Base64.decode(text, alphabet: .standard, into: &bytes)
        case .base64url: try Base64.decode(text, alphabet: .url, into: &bytes)
        case .hex, .hexUpper: try Hex.decode(text, into: &bytes)
        case .text: text.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
    }

    func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        switch self {
        case .base64: Base64.encode(bytes.span, alphabet: .standard, padded: true, into: &text)
        case .base64url: Base64.encode(bytes.span, alphabet: .url, padded: false, into: &text)
        case .hex: Hex.encode(bytes.span, into: &text)
        case .hexUpper: Hex.encode(bytes.span, letterCase: .upper, into: &text)
        case .text: return bytes
        }
        return text
    }
}

extension EnvelopeField {
    /// For traces: where it is, in the words of the configuration.
    var place: String {
        switch self.carrier {
        case .body(let name): "member or field \"\(name)\""
        case .header(let name): "header field \"\(name)\""
        }
    }
}
