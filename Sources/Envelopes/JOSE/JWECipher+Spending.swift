import Primitives

extension JWECipher {
    /// The work of one unwrapping under a private key, where the message has nothing to unwrap: so that time does not
    /// tell. Nothing where no key that the role opens with is private.
    func spendUnwrapping(as role: MessageRole) {
        guard let ring = self.ring(of: role) else { return }
        for algorithm in self.format.keyManagement where algorithm.isRSA || algorithm.isAgreement {
            for key in ring.keys {
                guard case .privateKey(let pair) = key.material,
                    self.format.contentEncryption.contains(where: {
                        algorithm.takes(key.material, for: $0) && key.binding.permits(algorithm, $0, to: .open)
                    })
                else { continue }
                return algorithm.spend(pair)
            }
        }
    }
}

extension JWEKeyManagement {
    fileprivate var isRSA: Bool { self.paddingHash != nil || self == .rsa1_5 }

    /// One private operation whose result nobody sees.
    func spend(_ key: PrivateKey) {
        guard case .rsa(let bits) = key.kind else {
            _ = try? key.agree(with: key.publicKey)
            return
        }
        // As long as the modulus and less than it, or the library refuses it before it computes.
        let standIn = [UInt8](repeating: 0, count: (bits + 7) / 8 - 1) + [2]
        if let hash = self.paddingHash {
            _ = try? key.decryptOAEP(standIn.span, hash: hash, mgf: hash)
        } else {
            _ = try? key.decryptPKCS1(standIn.span, expecting: 32)
        }
    }
}
