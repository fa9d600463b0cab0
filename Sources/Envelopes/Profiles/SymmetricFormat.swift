/// The rows of one symmetric cipher: how key, IV, salt, tag and code are come by, and in what order they travel.
///
/// In binary: `magic ‖ timestamp ‖ iv ‖ salt ‖ ciphertext ‖ tag ‖ code`, each only where the profile has it there; as
/// text: `text-prefix ‖ IV as text ‖ encoded binary`.
package struct SymmetricFormat: Equatable, Sendable {
    package var algorithm: CipherAlgorithm
    package var padding = BlockFill.pkcs7
    package var keyEncoding = KeyEncoding.raw
    package var keyDerivation = KeyDerivation.none
    /// Of `pbkdf2-…`.
    package var iterations = 0
    /// Of the key derivation; nil: none.
    package var salt: SaltRule?
    /// Of the key derivation of replies; nil: `salt`.
    package var replySalt: ByteSource?
    package var iv: IVRule
    /// Bytes.
    package var ivLength: Int
    /// Where a derived IV is written as well; what is read there is not used.
    package var derivedIVField: EnvelopeField?
    package var tag = Placement.suffix
    package var aad = AADRule.none
    package var encoding = BodyEncoding.base64
    /// Text before the encoded bytes (`@` of Opayo).
    package var textPrefix = ""
    /// Bytes before all others (`Salted__` of `openssl enc`).
    package var magic: [UInt8] = []
    /// A code of its own over what is sealed; nil: none.
    package var mac: MACRule?

    package init(algorithm: CipherAlgorithm) {
        self.algorithm = algorithm
        self.ivLength = algorithm.ivLengths.first ?? 0
        self.iv = algorithm.ivLengths.isEmpty ? .none : .prefix(constant: nil)
    }
}

/// Fixed bytes of a profile, or those of a named key: `hex:…`, `text:…`, `key:NAME`.
package enum ByteSource: Equatable, Sendable {
    case bytes([UInt8])
    case key(String)
}

/// Where a part of the envelope travels.
package enum Placement: Equatable, Sendable {
    /// Behind the ciphertext, in binary.
    case suffix
    case field(EnvelopeField)
}

/// A member or form field beside the sealed one, or a header field.
package struct EnvelopeField: Equatable, Sendable {
    package enum Carrier: Equatable, Sendable {
        /// A name, or a JSON Pointer.
        case body(String)
        case header(String)
    }

    package enum Coding: String, Sendable, CaseIterable {
        case base64
        case base64url
        case hex
        case hexUpper = "hex-upper"
        /// The bytes themselves, which are then printable ASCII.
        case text
    }

    package var carrier: Carrier
    package var coding: Coding

    package init(carrier: Carrier, coding: Coding) {
        self.carrier = carrier
        self.coding = coding
    }
}

package enum BlockFill: String, Sendable, CaseIterable {
    case pkcs7
    /// Zero bytes to the next whole block, none when it is whole already; plaintext ends before its last zero bytes.
    case zero
}

package enum KeyDerivation: String, Sendable, CaseIterable {
    case none
    case md5
    /// The 32 lower-case hexadecimal digits of MD5, as text.
    case md5Hex = "md5-hex"
    case sha256
    /// The first 16 bytes of SHA-256.
    case sha256First16 = "sha256-16"
    case sha512First32 = "sha512-32"
    case pbkdf2SHA1 = "pbkdf2-sha1"
    case pbkdf2SHA256 = "pbkdf2-sha256"
    case pbkdf2SHA512 = "pbkdf2-sha512"
    /// `EVP_BytesToKey` with MD5 and one round, as `openssl enc` before 1.1.0: it gives key and IV.
    case evpBytesToKeyMD5 = "evp-bytestokey-md5"
}

package enum SaltRule: Equatable, Sendable {
    case fixed(ByteSource)
    /// Drawn anew for each message; bytes.
    case prefix(length: Int)
    case field(EnvelopeField, length: Int)
}

package enum IVRule: Equatable, Sendable {
    /// Before the ciphertext. Drawn anew for each message, or `constant`, which is then only what is written.
    case prefix(constant: ByteSource?)
    /// Letters and digits drawn anew for each message, as text before the encoded rest.
    case textPrefix
    /// Not sent.
    case fixed(ByteSource)
    /// The first bytes of the key.
    case key
    case none
    case field(EnvelopeField)
    /// What `evp-bytestokey-md5` gives beside the key.
    case derived
    /// The last bytes of the 19 of a local time `yyyy-MM-ddThh:mm:ss` before the ciphertext (UIDAI).
    case timestamp
    /// The last 16 digits of the lower-case hexadecimal MD5 of key ‖ secret, as text (Faspay).
    case md5HexTail(ByteSource)
    /// Beside the session key in what is wrapped.
    case session
}

package enum AADRule: Equatable, Sendable {
    case none
    case fixed(ByteSource)
    case field(EnvelopeField)
    /// The last 16 bytes of the time (UIDAI).
    case timestamp
}

/// A message authentication code over the binary message before it (magic to tag).
package struct MACRule: Equatable, Sendable {
    package enum Hash: String, Sendable, CaseIterable {
        case sha256 = "hmac-sha256"
        case sha512 = "hmac-sha512"
    }

    package enum Key: Equatable, Sendable {
        case source(ByteSource)
        /// Beside the session key in what is wrapped.
        case session
    }

    package enum Position: Equatable, Sendable {
        /// Behind the message, in binary.
        case suffix
        /// Behind the encoded text and a full stop, encoded alike (Banamex).
        case dot
        case field(EnvelopeField)
    }

    package var hash: Hash
    package var key: Key
    package var position: Position

    package init(hash: Hash, key: Key, position: Position) {
        self.hash = hash
        self.key = key
        self.position = position
    }
}
