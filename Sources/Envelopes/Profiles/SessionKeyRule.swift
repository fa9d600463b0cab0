/// A content key drawn anew for each message and wrapped under a public key.
package struct SessionKeyRule: Equatable, Sendable {
    /// What is drawn.
    package enum Draw: String, Sendable, CaseIterable {
        case bytes
        /// Letters and digits, for peers that keep keys as text.
        case alphanumeric
    }

    /// What lies in what is wrapped, one after the other, all of it in the profile's `key-encoding`.
    package enum Content: String, Sendable, CaseIterable {
        case key
        case keyAndIV = "key+iv"
        case keyIVAndMAC = "key+iv+mac"
    }

    package enum Position: Equatable, Sendable {
        /// Before all of the binary message, as long as the key's modulus.
        case prefix
        case field(EnvelopeField)
    }

    package var padding: KeyWrapPadding
    package var position: Position
    /// nil: as `position`.
    package var replyPosition: Position?
    package var draw = Draw.bytes
    package var content = Content.key

    package init(padding: KeyWrapPadding, position: Position) {
        self.padding = padding
        self.position = position
    }

    package func position(of role: MessageRole) -> Position {
        switch role {
        case .request: self.position
        case .reply: self.replyPosition ?? self.position
        }
    }
}

/// How RSA pads what it encrypts (RFC 8017 § 7). MGF1 has the hash of the padding.
package enum KeyWrapPadding: String, Sendable, CaseIterable {
    case pkcs1 = "rsa-pkcs1"
    case oaepSHA1 = "rsa-oaep-sha1"
    case oaepSHA256 = "rsa-oaep-sha256"
    case oaepSHA512 = "rsa-oaep-sha512"
}

/// A signature inside of what is sealed: a JSON Web Signature whose payload is the plaintext.
package struct SignatureRule: Equatable, Sendable {
    package enum Serialization: String, Sendable, CaseIterable {
        case compact
        /// RFC 7515 § 7.2.2.
        case flattened
    }

    /// What is allowed; the first is made.
    package var algorithms: [JWSAlgorithm]
    /// What is written and read.
    package var serialization = Serialization.compact
    /// Members of the JSON serialisation under other names: RFC 7515's name, then the name on the wire.
    package var memberNames: [EnvelopeConstant] = []

    package init(algorithms: [JWSAlgorithm]) {
        self.algorithms = algorithms
    }
}

/// RFC 7518 § 3.1 and RFC 8037 § 3.1.
package enum JWSAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}
