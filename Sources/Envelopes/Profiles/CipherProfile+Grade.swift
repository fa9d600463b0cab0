extension CipherProfile {
    /// Nothing where every change of a body is noticed.
    package var weaknesses: Set<Weakness> {
        guard case .symmetric(let format) = self.format, format.algorithm.mode != .gcm else { return [] }
        return [.notAuthenticated]
    }

    /// Whether a changed body is noticed. Without it every failure to read a body is one refusal, and limited.
    package var isAuthenticated: Bool { !self.weaknesses.contains(.notAuthenticated) }

    /// Whether opening and sealing take so long that they leave the event loop: anything under a public key or a password.
    package var isCostly: Bool {
        if self.sessionKey != nil || self.signature != nil { return true }
        switch self.format {
        case .symmetric: return false
        case .rsa: return true
        case .jwe(let format): return format.keyManagement.contains { $0.isCostly }
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
