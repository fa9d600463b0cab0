import Envelopes
import Primitives

/// How the stored bytes of a symmetric key are taken: as they are, or as somebody else may have meant them.
enum KeyReading: String, Encodable, CaseIterable {
    case asStored = "as-stored"
    case withoutLineBreak = "without-line-break"
    case fromHex = "from-hex"
    case fromBase64 = "from-base64"
    case asHexText = "as-hex-text"
    case asBase64Text = "as-base64-text"

    /// nil where the bytes cannot be read so.
    func apply(to stored: SecretBytes) -> SecretBytes? {
        switch self {
        case .asStored: stored
        case .withoutLineBreak: stored.droppingTrailingNewline()
        case .fromHex:
            Self.decoded(stored) { text, output throws(EncodingFailure) in
                try Hex.decode(text, skipping: .ignored, into: output)
            }
        case .fromBase64:
            Self.decoded(stored) { text, output throws(EncodingFailure) in
                try Base64.decode(text, alphabet: .standard, skipping: .ignored, into: output)
            }
        case .asHexText: Self.encoded(stored) { Hex.encode($0, into: &$1) }
        case .asBase64Text: Self.encoded(stored) { Base64.encode($0, alphabet: .standard, padded: true, into: &$1) }
        }
    }

    /// What to do about a key that fits read so; nil where it is stored as it is meant.
    func advice(key: String) -> String? {
        switch self {
        case .asStored: nil
        case .withoutLineBreak:
            "key \"\(key)\" seems to end in a line break that is not part of it: import it again without, or as hex"
        case .fromHex: "key \"\(key)\" seems to be hex text: import that text with --format hex"
        case .fromBase64: "key \"\(key)\" seems to be base64 text: import that text with --format base64"
        case .asHexText:
            "the other side seems to take the hexadecimal digits of the key as the key: import those digits with "
                + "--format raw"
        case .asBase64Text:
            "the other side seems to take the base64 text of the key as the key: import that text with --format raw"
        }
    }

    private static func decoded(
        _ text: SecretBytes, _ decode: (Span<UInt8>, SecretBuffer) throws(EncodingFailure) -> Void
    ) -> SecretBytes? {
        let output = SecretBuffer(capacity: text.count)
        do throws(EncodingFailure) {
            try decode(text.bytes, output)
        } catch {
            return nil
        }
        return output.isEmpty ? nil : SecretBytes(copying: output.bytes)
    }

    private static func encoded(_ stored: SecretBytes, _ encode: (Span<UInt8>, inout [UInt8]) -> Void) -> SecretBytes {
        var text: [UInt8] = []
        text.reserveCapacity(stored.count * 2 + 4)
        defer { text.wipe() }
        encode(stored.bytes, &text)
        return SecretBytes(copying: text.span)
    }
}

/// One version of a key in one reading, as the only version of a key of the same name.
struct KeyCandidate {
    let key: NamedKey
    let version: KeyVersion
    let reading: KeyReading

    /// Every version that has material, the usable ones first, then newest first; octets in every reading that differs.
    static func all(of key: NamedKey) -> [KeyCandidate] {
        let versions = key.usable + key.versions.filter { !$0.state.opens }.reversed()
        return versions.flatMap { version in
            switch version.material {
            case nil: return [KeyCandidate]()
            case .octets(let stored): return self.readings(of: stored, version, key.name)
            case .privateKey, .publicKey: return [KeyCandidate(version, version.material, .asStored, key.name)]
            }
        }
    }

    private static func readings(of stored: SecretBytes, _ version: KeyVersion, _ name: String) -> [KeyCandidate] {
        var seen: [SecretBytes] = []
        return KeyReading.allCases.compactMap { reading in
            guard let octets = reading.apply(to: stored), !seen.contains(octets) else { return nil }
            seen.append(octets)
            return KeyCandidate(version, .octets(octets), reading, name)
        }
    }

    private init(_ version: KeyVersion, _ material: KeyMaterial?, _ reading: KeyReading, _ name: String) {
        self.version = version
        self.reading = reading
        self.key = NamedKey(
            name: name,
            versions: [
                KeyVersion(
                    number: version.number, state: .active, createdAt: version.createdAt,
                    activatedAt: version.createdAt, material: material, binding: version.binding)
            ])
    }
}
