/// How a body is sealed, all of it: what two parties must agree on beside the key. Data, not code: the built-in
/// profiles and those of the configuration are values of this one type.
///
/// On the wire: `encoding(iv ‖ ciphertext ‖ tag)`, the tag for GCM only.
package struct CipherProfile: Equatable, Sendable {
    package let name: String
    package let algorithm: CipherAlgorithm
    /// Bytes at the start of the sealed message, drawn anew for each.
    package let ivLength: Int
    package let encoding: BodyEncoding
    package let keyEncoding: KeyEncoding
    package let keyDerivation: KeyDerivation

    package init(
        name: String, algorithm: CipherAlgorithm, ivLength: Int? = nil, encoding: BodyEncoding = .base64,
        keyEncoding: KeyEncoding = .raw, keyDerivation: KeyDerivation = .none
    ) {
        self.name = name
        self.algorithm = algorithm
        self.ivLength = ivLength ?? algorithm.ivLengths[0]
        self.encoding = encoding
        self.keyEncoding = keyEncoding
        self.keyDerivation = keyDerivation
    }

    /// Whether a changed body is noticed. Without it every failure to read a body is one refusal, and limited.
    package var isAuthenticated: Bool { self.algorithm.mode == .gcm }

    package static let builtIn: [CipherProfile] = [
        CipherProfile(name: "aes-256-gcm", algorithm: .aes256GCM),
        CipherProfile(name: "aes-192-cbc", algorithm: .aes192CBC),
        CipherProfile(name: "aes-256-cbc", algorithm: .aes256CBC),
    ]
}

/// How sealed bytes become body text. Written as named, read in either letter case, with or without padding and with
/// line breaks.
package enum BodyEncoding: String, Sendable, CaseIterable {
    case base64
    case base64url
    case hex
    case hexUpper = "hex-upper"
}

/// How the stored bytes of a key are read again before use: some APIs hand out the text of a key.
package enum KeyEncoding: String, Sendable, CaseIterable {
    case raw
    case hex
    case base64
}

package enum KeyDerivation: String, Sendable, CaseIterable {
    case none
    case sha256
}
