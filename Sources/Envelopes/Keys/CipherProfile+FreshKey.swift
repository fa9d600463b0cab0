package import Primitives

/// Why no key could be made.
package enum FreshKeyFailure: Error, Equatable {
    case random
    case publicKey(PublicKeyFailure)
}

extension FreshKeyFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .random: "the system has no randomness to make a key from"
        case .publicKey(let failure): failure.description
        }
    }
}

extension CipherProfile {
    /// Fresh material for a kind of key that the profile takes.
    ///
    /// - Parameters:
    ///   - demand: one of ``keyDemands``.
    ///   - bits: of the modulus of an RSA key.
    ///   - curve: of a key for agreement.
    package func freshMaterial(
        for demand: KeyDemand, bits: Int, curve: PublicKeyKind
    ) throws(FreshKeyFailure) -> KeyMaterial {
        switch demand {
        case .symmetric:
            guard case .symmetric(let format) = self.format else {
                preconditionFailure("only symmetric formats demand symmetric keys")
            }
            return .octets(try Self.random { () throws(RandomFailure) in try format.freshKey() })
        case .octets(let count):
            let random = try Self.random { () throws(RandomFailure) in try SecretBytes.random(count: count) }
            return .octets(self.jweKeyEncoding.encode(random))
        case .password:
            let random = try Self.random { () throws(RandomFailure) in try SecretBytes.random(count: 32) }
            // Passwords are text (RFC 7518 § 4.8.1.1), so that every peer can be told this one.
            var text: [UInt8] = []
            text.reserveCapacity(44)
            Base64.encode(random.bytes, alphabet: .url, padded: false, into: &text)
            defer { text.wipe() }
            return .octets(self.jweKeyEncoding.encode(SecretBytes(copying: text.span)))
        case .rsa: return try .fresh(.rsa(bits: bits))
        case .agreement: return try .fresh(curve)
        }
    }

    private var jweKeyEncoding: KeyEncoding {
        if case .jwe(let format) = self.format { format.keyEncoding } else { .raw }
    }

    private static func random(
        _ draw: () throws(RandomFailure) -> SecretBytes
    ) throws(FreshKeyFailure) -> SecretBytes {
        do throws(RandomFailure) {
            return try draw()
        } catch {
            throw .random
        }
    }
}

extension KeyMaterial {
    /// A new key pair.
    package static func fresh(_ kind: PublicKeyKind) throws(FreshKeyFailure) -> KeyMaterial {
        do throws(PublicKeyFailure) {
            return .privateKey(try PrivateKey.generate(kind))
        } catch {
            throw .publicKey(error)
        }
    }
}
