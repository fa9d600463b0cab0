extension ProfileReader {
    /// Parameters that the gateway writes and reads itself (RFC 7516 § 4.1, RFC 7518 § 4).
    private static let ownParameters = [
        "alg", "enc", "zip", "crit", "kid", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "iat",
    ]
    /// RFC 7516 § 7.2.
    private static let members = [
        "protected", "unprotected", "header", "recipients", "encrypted_key", "aad", "iv", "ciphertext", "tag",
    ]

    func jweFormat() -> JWEFormat? {
        if !self.has("key-management") {
            self.fail(
                "algorithm", "jwe needs the key management that is allowed; add, like: key-management: [RSA-OAEP-256]")
        }
        if !self.has("content-encryption") {
            self.fail(
                "algorithm",
                "jwe needs the content encryption that is allowed; add, like: content-encryption: [A256GCM]")
        }
        guard let management = self.choices("key-management", JWEKeyManagement.self), !management.isEmpty,
            let encryption = self.choices("content-encryption", JWEContentEncryption.self), !encryption.isEmpty
        else { return nil }
        self.checkKinds(management)
        var format = JWEFormat(keyManagement: management, contentEncryption: encryption)
        if let serialization = self.choice("serialization", JWEFormat.Serialization.self) {
            format.serialization = serialization
        }
        if let issuedAt = self.choice("issued-at", JWEFormat.IssuedAt.self) { format.issuedAt = issuedAt }
        self.readLimits(&format)
        self.readStoredKey(&format)
        format.header = self.mapping("header") ?? []
        for parameter in format.header where Self.ownParameters.contains(parameter.name) {
            self.fail("header", "\(parameter.name) is written by the gateway itself; leave it out")
        }
        if format.serialization == .compact {
            self.leaveOut("members", because: "a compact JWE has no members")
        } else {
            format.memberNames = self.memberNames("members", Self.members)
        }
        return format
    }

    /// One key is either shared or of a pair.
    private func checkKinds(_ management: [JWEKeyManagement]) {
        guard let pair = management.first(where: \.isAsymmetric),
            let shared = management.first(where: { !$0.isAsymmetric })
        else { return }
        self.fail(
            "key-management",
            "\(pair.rawValue) has a key pair and \(shared.rawValue) a shared key; make two profiles of it")
    }

    private func readLimits(_ format: inout JWEFormat) {
        if let text = self.text("zip"), text != "refuse" {
            guard let size = text.bytes, (1...(1 << 26)).contains(size) else {
                self.fail("zip", "\"\(text)\" is neither refuse nor the most that may come out of it, like 64KiB")
                return
            }
            format.compressedLimit = size
        }
        if let length = self.text("iv-length") {
            if length == "16" {
                format.ivLength = 16
            } else if length != "12" {
                self.fail(
                    "iv-length", "of JWE is 12 (RFC 7518 § 5.3), or 16 for clients that send so, not \"\(length)\"")
            }
            if !format.contentEncryption.contains(where: \.isGCM) {
                self.fail("iv-length", "only GCM has a choice; leave it out")
            }
        }
        if let most = self.number("max-p2c", in: 1_000...1_000_000) { format.maximumIterations = most }
        if !format.keyManagement.contains(where: \.isPassword) {
            self.leaveOut("max-p2c", because: "only PBES2 has rounds")
        }
    }

    private func readStoredKey(_ format: inout JWEFormat) {
        if format.keyManagement.contains(where: \.isAsymmetric) {
            self.leaveOut("key-encoding", "key-derivation", because: "key pairs are stored as they are")
            return
        }
        if let encoding = self.choice("key-encoding", KeyEncoding.self) { format.keyEncoding = encoding }
        guard let derivation = self.choice("key-derivation", KeyDerivation.self) else { return }
        if derivation != .none && derivation != .sha256 {
            self.fail("key-derivation", "of JWE is none or sha256")
        }
        format.keyDerivation = derivation
    }

    /// Other names of a serialisation's members.
    func memberNames(_ field: String, _ known: [String]) -> [EnvelopeConstant] {
        let names = self.mapping(field) ?? []
        for pair in names where !known.contains(pair.name) {
            self.refuse(pair.name, as: field, "\"\(pair.name)\" is not a member of it", known: known)
        }
        let renamed = Dictionary(names.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let written = known.map { renamed[$0] ?? $0 }
        if written.contains("") || Set(written).count < written.count {
            self.fail(field, "two members have one name, or one has none")
        }
        return names
    }
}

extension ProfileReader {
    /// RFC 7515 § 7.2.2.
    private static let signatureMembers = ["protected", "header", "payload", "signature"]

    func signature() -> SignatureRule? {
        guard self.has("signature") else {
            self.leaveOut("signature-serialization", "signature-members", because: "means nothing without signature")
            return nil
        }
        guard let algorithms = self.choices("signature", JWSAlgorithm.self), !algorithms.isEmpty else { return nil }
        var rule = SignatureRule(algorithms: algorithms)
        if let serialization = self.choice("signature-serialization", SignatureRule.Serialization.self) {
            rule.serialization = serialization
        }
        if rule.serialization == .compact {
            self.leaveOut("signature-members", because: "a compact signature has no members")
        } else {
            rule.memberNames = self.memberNames("signature-members", Self.signatureMembers)
        }
        return rule
    }
}

extension String {
    /// `512B`, `64KiB`, `1MiB`.
    fileprivate var bytes: Int? {
        for (suffix, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("B", 1)] where self.hasSuffix(suffix) {
            let digits = self.dropLast(suffix.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
            else { return nil }
            let (size, overflow) = number.multipliedReportingOverflow(by: factor)
            return overflow ? nil : size
        }
        return nil
    }
}
