package import Primitives

/// Why stored key bytes do not make a key for a profile.
package enum ContentKeyFailure: Error, Equatable {
    /// The stored bytes are not text in the profile's `key-encoding`.
    case notEncoded(as: KeyEncoding)
    /// Lengths in bytes.
    case wrongLength(found: Int, needed: Int)
}

extension ContentKeyFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notEncoded(let encoding): "its bytes are not \(encoding.rawValue) text"
        case .wrongLength(let found, let needed): "it has \(found) bytes where the algorithm needs \(needed)"
        }
    }
}

extension SymmetricFormat {
    /// The key that the algorithm is given: stored bytes read as `key-encoding` says, then derived.
    package func contentKey(from stored: SecretBytes) throws(ContentKeyFailure) -> SecretBytes {
        let decoded = try self.decode(stored)
        let derived =
            switch self.keyDerivation {
            case .none: decoded
            case .sha256: SecretBytes(copying: sha256(decoded.bytes).bytes)
            default: decoded
            }
        guard derived.count == self.algorithm.keyLength else {
            throw .wrongLength(found: derived.count, needed: self.algorithm.keyLength)
        }
        return derived
    }

    /// Fresh random material of the right size, as it is stored: in the profile's `key-encoding`.
    package func freshKey() throws(RandomFailure) -> SecretBytes {
        let random = try SecretBytes.random(count: self.keyDerivation == .none ? self.algorithm.keyLength : 32)
        var text: [UInt8] = []
        switch self.keyEncoding {
        case .raw: return random
        case .hex: Hex.encode(random.bytes, into: &text)
        case .base64: Base64.encode(random.bytes, alphabet: .standard, padded: true, into: &text)
        }
        return SecretBytes(copying: text.span)
    }

    private func decode(_ stored: SecretBytes) throws(ContentKeyFailure) -> SecretBytes {
        let buffer = SecretBuffer(capacity: stored.count)
        do throws(EncodingFailure) {
            switch self.keyEncoding {
            case .raw: return stored
            case .hex: try Hex.decode(stored.bytes, into: buffer)
            case .base64: try Base64.decode(stored.bytes, alphabet: .standard, into: buffer)
            }
        } catch {
            throw .notEncoded(as: self.keyEncoding)
        }
        return SecretBytes(copying: buffer.bytes)
    }
}
