import Primitives

/// What the header of a message says of one recipient, checked against what a profile allows.
struct JWEParameters {
    /// Header parameters of ECDH-ES (RFC 7518 § 4.6.1).
    struct Agreement {
        let ephemeral: PublicKey
        let producer: [UInt8]
        let consumer: [UInt8]
    }

    /// Header parameters of PBES2 (RFC 7518 § 4.8.1).
    struct Password {
        let salt: [UInt8]
        let iterations: Int
    }

    /// Header parameters of a key wrapped by AES-GCM (RFC 7518 § 4.7.1).
    struct Wrap {
        static let ivLength = 12
        let iv: [UInt8]
        let tag: [UInt8]
    }

    let algorithm: JWEKeyManagement
    let encryption: JWEContentEncryption
    let identifier: String?
    let isCompressed: Bool
    var agreement: Agreement?
    var password: Password?
    var wrap: Wrap?

    /// Throws what is wrong, in words for an operator.
    init(_ recipient: JWEMessage.Recipient, format: JWEFormat) throws(JWEHeaderFault) {
        let header = recipient.header
        // No extension is understood, so that whatever is critical is refused (RFC 7516 § 4.1.13).
        guard !header.has("crit") else { throw JWEHeaderFault("it says \"crit\", and no extension is understood") }
        do throws(JOSEFault) {
            // Of signatures whose payload is not encoded (RFC 7797), refused as there.
            guard !header.has("b64") || header.isTrue("b64") else { throw JOSEFault.notAllowed("b64") }
            let encryption = try header.text("enc")
            let algorithm = try header.text("alg")
            guard let algorithm = format.keyManagement.first(where: { $0.rawValue == algorithm }) else {
                throw JOSEFault.notAllowed("alg")
            }
            guard let encryption = format.contentEncryption.first(where: { $0.rawValue == encryption }) else {
                throw JOSEFault.notAllowed("enc")
            }
            self.algorithm = algorithm
            self.encryption = encryption
            self.identifier = try header.text("kid")
            self.isCompressed = header.has("zip")
            try self.readParts(header, format: format)
        } catch {
            throw JWEHeaderFault(error.words)
        }
        try self.check(recipient, header, format: format)
    }

    private mutating func readParts(_ header: JOSEHeader, format: JWEFormat) throws(JOSEFault) {
        if self.algorithm.isAgreement {
            guard let object = try header.object("epk"), !JWKParameters.privateMembers.contains(where: object.has),
                let parameters = try JWKParameters(object), parameters.kty != "RSA",
                let ephemeral = try? PublicKey(jwk: parameters)
            else { throw JOSEFault.notAllowed("epk") }
            self.agreement = Agreement(
                ephemeral: ephemeral, producer: try header.octets("apu") ?? [],
                consumer: try header.octets("apv") ?? [])
        } else if self.algorithm.passwordHash != nil {
            let salt = try header.octets("p2s") ?? []
            let iterations = try header.integer("p2c") ?? 0
            guard salt.count >= JWEPassword.leastSaltLength else { throw .notEncoded("p2s") }
            guard iterations >= 1, iterations <= format.maximumIterations else { throw .notAllowed("p2c") }
            self.password = Password(salt: salt, iterations: Int(iterations))
        } else if self.algorithm.isGCMWrap {
            let wrap = Wrap(iv: try header.octets("iv") ?? [], tag: try header.octets("tag") ?? [])
            guard wrap.iv.count == Wrap.ivLength else { throw .notEncoded("iv") }
            guard wrap.tag.count == AESGCM.tagLength else { throw .notEncoded("tag") }
            self.wrap = wrap
        }
    }

    private func check(
        _ recipient: JWEMessage.Recipient, _ header: JOSEHeader, format: JWEFormat
    ) throws(JWEHeaderFault) {
        if self.isCompressed {
            guard header.isProtected("zip") else { throw JWEHeaderFault("\"zip\" is not protected") }
            guard (try? header.text("zip")) == "DEF" else { throw JWEHeaderFault("\"zip\" is not DEF") }
            guard format.compressedLimit != nil else { throw JWEHeaderFault("the profile refuses \"zip\"") }
        }
        guard recipient.encryptedKey.isEmpty == self.algorithm.isDirect else {
            throw JWEHeaderFault(
                self.algorithm.isDirect
                    ? "\(self.algorithm.rawValue) has no encrypted key, and here is one"
                    : "\(self.algorithm.rawValue) needs an encrypted key, and there is none")
        }
    }
}

/// Why a header is refused, in words for an operator.
struct JWEHeaderFault: Error {
    let words: String

    init(_ words: String) {
        self.words = words
    }
}

/// Numbers of PBES2 (RFC 7518 § 4.8.1, RFC 8018 § 4).
enum JWEPassword {
    /// Bytes of `p2s`.
    static let leastSaltLength = 8
    /// Bytes of `p2s` that is written.
    static let saltLength = 16
    /// `p2c` that is written where the profile's bound allows it: RFC 8018 § 4.2 asks for 1,000 at least.
    static let iterations = 10_000
    static let leastIterations = 1_000
}
