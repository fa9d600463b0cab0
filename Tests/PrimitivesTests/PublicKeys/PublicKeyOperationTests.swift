import Dispatch
import Primitives
import Synchronization
import Testing

struct PublicKeyOperationTests {
    @Test func whatIsEncryptedOpens() throws {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        for length in [0, 1, 16, 245] {
            let message = try SecretBytes.random(count: length)
            let wrapped = try key.publicKey.encryptPKCS1(message)
            #expect(wrapped.count == 256)
            #expect(try key.decryptPKCS1(wrapped) == message.array)
            #expect(try key.decryptPKCS1(wrapped, expecting: length) == message.array)
        }
        #expect(throws: PublicKeyFailure.tooLong) {
            try key.publicKey.encryptPKCS1(SecretBytes([UInt8](repeating: 1, count: 246)))
        }
        for hash in [HashAlgorithm.sha1, .sha256, .sha384, .sha512] {
            for mgf in [HashAlgorithm.sha1, .sha256] {
                let longest = 256 - 2 * hash.length - 2
                for length in [0, 32, longest] {
                    let message = try SecretBytes.random(count: length)
                    let wrapped = try key.publicKey.encryptOAEP(message, hash: hash, mgf: mgf)
                    #expect(try key.decryptOAEP(wrapped, hash: hash, mgf: mgf) == message.array)
                    #expect(throws: PublicKeyFailure.notDecrypted) {
                        try key.decryptOAEP(wrapped, hash: hash, mgf: mgf, label: [1])
                    }
                    #expect(throws: PublicKeyFailure.notDecrypted) {
                        try key.decryptOAEP(Array(wrapped.dropLast()), hash: hash, mgf: mgf)
                    }
                }
                #expect(throws: PublicKeyFailure.tooLong) {
                    try key.publicKey.encryptOAEP(
                        SecretBytes([UInt8](repeating: 1, count: longest + 1)), hash: hash, mgf: mgf)
                }
            }
        }
    }

    /// A shorter ciphertext stands for the same number, and still it is none.
    @Test func aCiphertextOfAnotherLengthIsRejectedOnItsOwnGrounds() throws {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        var wrapped: [UInt8] = []
        let message = try SecretBytes.random(count: 16)
        repeat { wrapped = try key.publicKey.encryptPKCS1(message) } while wrapped[0] != 0
        #expect(try key.decryptPKCS1(wrapped, expecting: 16) == message.array)
        #expect(try key.decryptPKCS1(Array(wrapped.dropFirst()), expecting: 16) != message.array)
        #expect(try key.decryptPKCS1([0] + wrapped, expecting: 16) != message.array)
    }

    @Test func rejectionsDependOnTheKey() throws {
        let noise = [0] + (try SecretBytes.random(count: 255).array)
        let first = try PrivateKey.generate(.rsa(bits: 2048))
        let second = try PrivateKey.generate(.rsa(bits: 2048))
        let given = try first.decryptPKCS1(noise, expecting: 32)
        #expect(try first.decryptPKCS1(noise, expecting: 32) == given)
        #expect(try PrivateKey(pkcs8: first.pkcs8).decryptPKCS1(noise, expecting: 32) == given)
        #expect(try second.decryptPKCS1(noise, expecting: 32) != given)
    }

    @Test(arguments: [PublicKeyKind.ec(.p256), .ec(.p384), .ec(.p521), .x25519])
    func bothSidesAgree(kind: PublicKeyKind) throws {
        let ours = try PrivateKey.generate(kind)
        let theirs = try PrivateKey.generate(kind)
        let secret = try ours.agree(with: theirs.publicKey)
        #expect(try theirs.agree(with: ours.publicKey) == secret)
        let length = if case .ec(let curve) = kind { curve.coordinateLength } else { 32 }
        #expect(secret.count == length)
        for other in [PublicKeyKind.ec(.p256), .ec(.p384), .x25519, .ed25519] where other != kind {
            #expect(throws: PublicKeyFailure.differentCurves) {
                try ours.agree(with: PrivateKey.generate(other).publicKey)
            }
        }
    }

    @Test(arguments: [
        (PublicKeyKind.rsa(bits: 2048), SignatureAlgorithm.rsaPKCS1(.sha256), 256),
        (.rsa(bits: 2048), .rsaPSS(.sha256), 256), (.rsa(bits: 2048), .rsaPSS(.sha512), 256),
        (.ec(.p256), .ecdsa(.sha256), 64), (.ec(.p384), .ecdsa(.sha384), 96), (.ec(.p521), .ecdsa(.sha512), 132),
        (.ed25519, .ed25519, 64),
    ])
    func aSignatureIsOfItsMessageAndLength(
        kind: PublicKeyKind, algorithm: SignatureAlgorithm, length: Int
    ) throws {
        let key = try PrivateKey.generate(kind)
        let message: [UInt8] = [1, 2, 3]
        for _ in 0..<20 {
            let signature = try key.sign(message, algorithm)
            #expect(signature.count == length)
            #expect(key.publicKey.verify(signature, of: message, algorithm))
            #expect(!key.publicKey.verify(signature, of: message + [0], algorithm))
            #expect(!key.publicKey.verify(Array(signature.dropLast()), of: message, algorithm))
            #expect(!key.publicKey.verify(signature + [0], of: message, algorithm))
            #expect(!key.publicKey.verify([], of: message, algorithm))
        }
        #expect(key.publicKey.verify(try key.sign([], algorithm), of: [], algorithm))
    }

    @Test func aKeyDoesOnlyWhatItsKindCan() throws {
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        let ec = try PrivateKey.generate(.ec(.p256))
        let message: [UInt8] = [1]
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.sign(message, .rsaPKCS1(.sha256)) }
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.sign(message, .ed25519) }
        #expect(throws: PublicKeyFailure.wrongKind) { try rsa.sign(message, .ecdsa(.sha256)) }
        #expect(throws: PublicKeyFailure.wrongKind) { try rsa.sign(message, .rsaPKCS1(.sha1)) }
        #expect(throws: PublicKeyFailure.wrongKind) { try rsa.agree(with: ec.publicKey) }
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.decryptPKCS1(message, expecting: 1) }
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.decryptPKCS1(message) }
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.decryptOAEP(message, hash: .sha1, mgf: .sha1) }
        #expect(throws: PublicKeyFailure.wrongKind) { try ec.publicKey.encryptPKCS1(SecretBytes(message)) }
        #expect(!ec.publicKey.verify([UInt8](repeating: 1, count: 256), of: message, .rsaPKCS1(.sha256)))
    }

    @Test func threadsShareAKey() throws {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        let message = [UInt8](repeating: 5, count: 16)
        let wrapped = try key.publicKey.encryptPKCS1(SecretBytes(message))
        let opened = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            guard let signature = try? key.sign(message, .rsaPSS(.sha256)),
                key.publicKey.verify(signature, of: message, .rsaPSS(.sha256)),
                (try? key.decryptPKCS1(wrapped, expecting: message.count)) == message
            else { return }
            opened.add(1, ordering: .relaxed)
        }
        #expect(opened.load(ordering: .relaxed) == 64)
    }

    @Test func aPrivateKeyPrintsNothing() throws {
        let key = try PrivateKey.generate(.x25519)
        #expect("\(key)" == "redacted")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
