extension CipherProfile {
    /// Nothing where every change of a body is noticed, and equal bodies look different.
    package var weaknesses: Set<Weakness> {
        var weaknesses: Set<Weakness> = []
        if !self.isAuthenticated { weaknesses.insert(.notAuthenticated) }
        if self.hasPKCS1 { weaknesses.insert(.pkcs1v15) }
        if self.replyKey == .clear { weaknesses.insert(.clearReplies) }
        guard case .symmetric(let format) = self.format else { return weaknesses }
        if format.algorithm.mode == .ecb { weaknesses.insert(.ecb) }
        if format.algorithm == .tripleDESECB { weaknesses.insert(.tripleDES) }
        if self.repeatsIV(format) { weaknesses.insert(.fixedIV) }
        return weaknesses
    }

    /// Whether a changed body is noticed, be it only by the signature of what was deciphered.
    package var isAuthenticated: Bool { self.signature != nil || self.protectsBodies }

    /// Whether a changed ciphertext is noticed before anything is deciphered. Without it what fails, and how soon, may tell
    /// of the plaintext (RFC 3218), so every failure to read a body is one refusal, and limited: a signature inside of
    /// what is sealed comes too late for that.
    package var isCiphertextProtected: Bool { self.protectsBodies && !self.hasPKCS1 }

    /// In one line: `authenticated`, or all that is weak of it.
    package var grade: String {
        let others = Weakness.allCases.filter { $0 != .notAuthenticated && self.weaknesses.contains($0) }
        return ([self.isAuthenticated ? "authenticated" : "not authenticated"] + others.map(\.words))
            .joined(separator: ", ")
    }

    /// Whether opening and sealing take so long that they leave the event loop: anything under a public key or a password.
    package var isCostly: Bool {
        if self.sessionKey != nil || self.signature != nil { return true }
        switch self.format {
        case .symmetric(let format): return format.derivesByMessage
        case .rsa: return true
        case .jwe(let format): return format.keyManagement.contains { $0.isCostly }
        }
    }

    /// Whether what is sealed is authenticated as a whole, signatures apart.
    private var protectsBodies: Bool {
        // Values that are sealed one by one can change places.
        if self.wrapper == .jsonValues || self.replyWrapper == .jsonValues { return false }
        switch self.format {
        case .symmetric(let format):
            return format.algorithm.mode == .gcm || self.macCoversAll(format)
        case .rsa(let padding): return padding != .pkcs1
        case .jwe: return true
        }
    }

    /// Whether the code is over all that may be changed, or its key changes with it: what stands outside of the binary
    /// message is not under it, nor is a wrapped key, for which anybody can put one of his own.
    private func macCoversAll(_ format: SymmetricFormat) -> Bool {
        guard let mac = format.mac else { return false }
        return !format.takesPartsFromOutside && (self.sessionKey == nil || mac.key == .session)
    }

    /// Under a key of its own each message has an IV of its own as well, unless that key seals more than one text.
    private func repeatsIV(_ format: SymmetricFormat) -> Bool {
        guard self.sessionKey != nil else { return format.repeatsIV }
        let isKeyUsedAgain =
            self.replyKey == .session || self.wrapper == .jsonValues || self.replyWrapper == .jsonValues
        return isKeyUsedAgain && (format.repeatsIV || format.iv == .session)
    }

    private var hasPKCS1: Bool {
        switch self.format {
        case .symmetric: self.sessionKey?.padding == .pkcs1
        case .rsa(let padding): padding == .pkcs1
        case .jwe(let format): format.keyManagement.contains(.rsa1_5)
        }
    }
}

extension SymmetricFormat {
    /// Whether messages under one key have one IV, or one that is guessed.
    fileprivate var repeatsIV: Bool {
        switch self.iv {
        case .prefix(constant: nil), .textPrefix, .field, .none, .session: false
        case .prefix(constant: _?), .fixed, .key, .timestamp, .md5HexTail: true
        case .derived:
            switch self.salt {
            case .prefix?, .field?: false
            case .fixed?, nil: true
            }
        }
    }

    /// Whether the plaintext hangs on what stands outside of the binary message.
    fileprivate var takesPartsFromOutside: Bool {
        switch self.iv {
        case .field, .textPrefix: return true
        default: break
        }
        if case .field? = self.salt { return true }
        return false
    }

    /// Whether a password is hashed with a salt of each text of a message.
    var derivesByMessage: Bool {
        guard self.keyDerivation.isPBKDF2 else { return false }
        switch self.salt {
        case .prefix?, .field?: return true
        case .fixed?, nil: return false
        }
    }
}

extension Weakness {
    /// For people.
    package var words: String {
        switch self {
        case .notAuthenticated: "not authenticated"
        case .fixedIV: "fixed IV"
        case .ecb: "ECB"
        case .tripleDES: "3DES"
        case .pkcs1v15: "PKCS #1 v1.5"
        case .clearReplies: "clear replies"
        }
    }
}

extension JWEKeyManagement {
    var isCostly: Bool {
        switch self {
        case .dir, .a128KW, .a192KW, .a256KW, .a128GCMKW, .a192GCMKW, .a256GCMKW: false
        case .rsaOAEP, .rsaOAEP256, .rsa1_5, .ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW,
            .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW:
            true
        }
    }
}
