extension CipherProfile {
    /// Rounds of hashing a password (RFC 8018 § 5.2) that one message may ask for; 0 where none is hashed for a message.
    package var passwordRounds: Int {
        switch self.format {
        case .rsa: 0
        case .symmetric(let format): self.isCostly ? format.iterations : 0
        case .jwe(let format):
            format.keyManagement.contains { $0.passwordHash != nil } ? format.maximumIterations : 0
        }
    }
}
