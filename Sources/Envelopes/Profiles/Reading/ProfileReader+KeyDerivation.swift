extension ProfileReader {
    /// Fewer rounds than RFC 8018 § 4.2 asks for are written only by who knows it.
    private static let fewestIterations = 1_000
    /// More would hold a thread for longer than a caller waits.
    private static let mostIterations = 1_000_000

    func readKeyDerivation(_ format: inout SymmetricFormat, isInsecure: Bool) {
        if let derivation = self.choice("key-derivation", KeyDerivation.self) { format.keyDerivation = derivation }
        if let length = format.keyDerivation.length, length != format.algorithm.keyLength {
            self.fail("key-derivation", self.words(on: format, giving: length))
        }
        self.readIterations(&format, isInsecure: isInsecure)
        self.readSalt(&format)
        if let source = self.byteSource("reply-salt") {
            format.replySalt = source
            if case .fixed? = format.salt {
            } else {
                self.fail("reply-salt", "replies have a salt of their own only where the salt of requests is fixed")
            }
        }
    }

    private func words(on format: SymmetricFormat, giving length: Int) -> String {
        let fitting = KeyDerivation.allCases.filter {
            $0.length ?? format.algorithm.keyLength == format.algorithm.keyLength
        }
        return "\(format.keyDerivation.rawValue) gives \(length) bytes where \(format.algorithm.rawValue) needs "
            + "\(format.algorithm.keyLength); use one of: " + fitting.map(\.rawValue).joined(separator: ", ")
    }

    private func readIterations(_ format: inout SymmetricFormat, isInsecure: Bool) {
        guard format.keyDerivation.isPBKDF2 else {
            self.leaveOut("iterations", because: "only pbkdf2 has rounds")
            return
        }
        if !self.has("iterations") {
            self.fail(
                "key-derivation",
                "\(format.keyDerivation.rawValue) needs the number of rounds; add: iterations: \(65_536)")
        }
        guard let count = self.number("iterations", in: 1...Self.mostIterations) else { return }
        format.iterations = count
        if count < Self.fewestIterations, !isInsecure {
            self.fail(
                "iterations",
                "\(count) rounds slow nobody down; \(Self.fewestIterations) are the least, and where a partner has "
                    + "fewer add: insecure: true")
        }
    }

    private func readSalt(_ format: inout SymmetricFormat) {
        let text = self.text("salt")
        if text != nil, !format.keyDerivation.takesSalt {
            self.fail(
                "salt", "key-derivation \(format.keyDerivation.rawValue) takes no salt; leave it out")
        }
        if text != "field" {
            self.leaveOut("salt-field", "salt-field-encoding", because: "means nothing without salt: field")
        }
        if text != "field", text != "prefix" {
            self.leaveOut("salt-length", because: "means nothing without salt: prefix or salt: field")
        }
        let length = self.number("salt-length", in: 1...64) ?? (format.keyDerivation == .evpBytesToKeyMD5 ? 8 : 16)
        switch text {
        case nil:
            if format.keyDerivation.isPBKDF2 {
                self.fail(
                    "key-derivation",
                    "\(format.keyDerivation.rawValue) needs a salt; add: salt: key:NAME (or hex:…, text:…, prefix, field)"
                )
            }
        case "prefix"?: format.salt = .prefix(length: length)
        case "field"?:
            if !self.has("salt-field") { self.fail("salt", "the field is not named; add: salt-field: NAME") }
            if let field = self.envelopeField("salt-field", coding: "salt-field-encoding", default: format.encoding) {
                format.salt = .field(field, length: length)
            }
        case let text?:
            guard let source = self.byteSource(text, of: "salt") else {
                self.fail("salt", "\"\(text)\" is none of prefix, field, hex:…, text:… and key:NAME")
                return
            }
            format.salt = .fixed(source)
        }
        guard format.keyDerivation == .evpBytesToKeyMD5 else { return }
        if length != 8 { self.fail("salt-length", "of evp-bytestokey-md5 is 8") }
        if case .fixed(.bytes(let bytes))? = format.salt, !bytes.isEmpty, bytes.count != 8 {
            self.fail("salt", "of evp-bytestokey-md5 has 8 bytes, not \(bytes.count)")
        }
    }
}

extension KeyDerivation {
    /// Bytes that come of it; nil: as many as are needed.
    var length: Int? {
        switch self {
        case .md5, .sha256First16: 16
        case .md5Hex, .sha256, .sha512First32: 32
        case .none, .pbkdf2SHA1, .pbkdf2SHA256, .pbkdf2SHA512, .evpBytesToKeyMD5: nil
        }
    }

    var isPBKDF2: Bool {
        switch self {
        case .pbkdf2SHA1, .pbkdf2SHA256, .pbkdf2SHA512: true
        case .none, .md5, .md5Hex, .sha256, .sha256First16, .sha512First32, .evpBytesToKeyMD5: false
        }
    }

    /// Hashes take it behind the key.
    var takesSalt: Bool { self != .none }
}
