import Primitives

extension BodyEncoding {
    func decode(_ text: Span<UInt8>, into binary: inout [UInt8]) throws(EncodingFailure) {
        switch self {
        case .base64: try Base64.decode(text, alphabet: .standard, into: &binary)
        case .base64url: try Base64.decode(text, alphabet: .url, into: &binary)
        case .hex, .hexUpper: try Hex.decode(text, into: &binary)
        }
    }

    func encode(_ binary: Span<UInt8>, into text: inout [UInt8]) {
        switch self {
        case .base64: Base64.encode(binary, alphabet: .standard, padded: true, into: &text)
        case .base64url: Base64.encode(binary, alphabet: .url, padded: false, into: &text)
        case .hex: Hex.encode(binary, into: &text)
        case .hexUpper: Hex.encode(binary, letterCase: .upper, into: &text)
        }
    }
}
