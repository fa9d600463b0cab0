import Primitives
import Testing

@Suite(.enabled(if: OpenSSLCommand.isHere, Comment(rawValue: OpenSSLCommand.absence)))
struct KeyRefusalTests {
    @Test func anEncryptedPEMIsNamedAsSuchAndAsksForNoPassword() throws {
        let pem = try KeyOfOpenSSL.all[0].make()
        let pkcs8 = try OpenSSLCommand.run("pkey", "-aes256", "-passout", "pass:geheim", input: pem)
        #expect(String(decoding: pkcs8, as: UTF8.self).contains("ENCRYPTED PRIVATE KEY"))
        #expect(throws: PublicKeyFailure.encryptedPEM) { try PrivateKey(pem: SecretBytes(pkcs8)) }
        let traditional = try OpenSSLCommand.run(
            "rsa", "-traditional", "-aes256", "-passout", "pass:geheim", input: pem)
        #expect(String(decoding: traditional, as: UTF8.self).contains("Proc-Type: 4,ENCRYPTED"))
        #expect(throws: PublicKeyFailure.encryptedPEM) { try PrivateKey(pem: SecretBytes(traditional)) }
        let der = try OpenSSLCommand.run(
            "pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:geheim", input: pem)
        #expect(throws: PublicKeyFailure.unreadable) { try PrivateKey(der: SecretBytes(der)) }
    }

    @Test func shortAndLongRSAIsRefused() throws {
        for bits in [1024, 2040, 9216] {
            #expect(throws: PublicKeyFailure.rsaLength(bits)) { try PrivateKey.generate(.rsa(bits: bits)) }
        }
        let short = SecretBytes(
            try OpenSSLCommand.run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"))
        #expect(throws: PublicKeyFailure.rsaLength(1024)) { try PrivateKey(pem: short) }
        let key = try PrivateKey(pem: short, allowingShort: true)
        #expect(throws: PublicKeyFailure.rsaLength(1024)) { try PrivateKey(jwk: key.jwkParameters()) }
        #expect(throws: PublicKeyFailure.rsaLength(1024)) { try PublicKey(jwk: key.jwkParameters()) }
        #expect(throws: PublicKeyFailure.rsaLength(1024)) { try PublicKey(spki: key.publicKey.spki) }
        #expect(throws: PublicKeyFailure.rsaLength(1024)) { try PublicKey(pem: key.publicKey.pem.span) }
    }

    @Test func keysOfOtherAlgorithmsAreRefusedByName() throws {
        let k1 = try OpenSSLCommand.run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")
        #expect(throws: PublicKeyFailure.unsupportedCurve("secp256k1")) { try PrivateKey(pem: SecretBytes(k1)) }
        let k1Public = try OpenSSLCommand.run("pkey", "-pubout", input: k1)
        #expect(throws: PublicKeyFailure.unsupportedCurve("secp256k1")) { try PublicKey(pem: k1Public.span) }
        let ed448 = try OpenSSLCommand.run("genpkey", "-algorithm", "ED448")
        #expect(throws: PublicKeyFailure.unsupportedKind("ED448")) { try PrivateKey(pem: SecretBytes(ed448)) }
        let pss = try OpenSSLCommand.run("genpkey", "-algorithm", "RSA-PSS")
        #expect(throws: PublicKeyFailure.unsupportedKind("RSA-PSS")) { try PrivateKey(pem: SecretBytes(pss)) }
        let parameters = try OpenSSLCommand.run(
            "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024")
        let dsa = try OpenSSLCommand.withFile(parameters) { try OpenSSLCommand.run("genpkey", "-paramfile", $0) }
        #expect(throws: PublicKeyFailure.unsupportedKind("DSA")) { try PrivateKey(pem: SecretBytes(dsa)) }
        let traditional = try OpenSSLCommand.run("pkey", "-traditional", input: dsa)
        #expect(throws: PublicKeyFailure.unsupportedKind("DSA")) { try PrivateKey(pem: SecretBytes(traditional)) }
    }

    @Test func aCurveGivenByItsEquationIsRefused() throws {
        let pem = try OpenSSLCommand.run(
            "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit")
        let failure = PublicKeyFailure.unsupportedCurve("a curve given by its equation")
        #expect(throws: failure) { try PrivateKey(pem: SecretBytes(pem)) }
        let publicPEM = try OpenSSLCommand.run("pkey", "-pubout", input: pem)
        #expect(throws: failure) { try PublicKey(pem: publicPEM.span) }
    }

    @Test func publicExponentsThatAreNoneAreRefused() throws {
        var jwk = try PrivateKey.generate(.rsa(bits: 2048)).publicKey.jwkParameters()
        for exponent: [UInt8] in [[1], [2], [1, 0], [1, 0, 0, 0, 0, 0, 0, 0, 1]] {
            jwk.values["e"] = SecretBytes(exponent)
            #expect(throws: PublicKeyFailure.publicExponent) { try PublicKey(jwk: jwk) }
        }
        jwk.values["e"] = SecretBytes([0])
        #expect(throws: PublicKeyFailure.jwkMember("e")) { try PublicKey(jwk: jwk) }
        jwk.values["e"] = SecretBytes([3])
        #expect(try PublicKey(jwk: jwk).kind == .rsa(bits: 2048))
    }

    @Test func garbageIsRefused() throws {
        let texts = [
            "", "x", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n", "-----BEGIN PRIVATE KEY-----\n????\n-----END PRIVATE KEY-----\n",
            "{\"kty\":\"RSA\"}",
        ]
        for text in texts {
            #expect(throws: PublicKeyFailure.notPEM, "\(text)") { try PrivateKey(text) }
        }
        let empty = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"
        #expect(throws: PublicKeyFailure.unreadable) { try PrivateKey(empty) }
        #expect(throws: PublicKeyFailure.unreadable) {
            try PublicKey(empty.replacing("PRIVATE KEY", with: "CERTIFICATE"))
        }
        #expect(throws: PublicKeyFailure.notPEM) { try PublicKey("") }
    }

    @Test func aDamagedRSAKeyIsRefused() throws {
        let pkcs8 = try PrivateKey.generate(.rsa(bits: 2048)).pkcs8.array
        // Somewhere in the private exponent, a prime, an exponent of the theorem, the coefficient.
        for position in [400, 660, 790, 910, 1040, 1200] {
            var damaged = pkcs8
            damaged[position] ^= 1
            #expect(throws: PublicKeyFailure.inconsistent, "byte \(position)") {
                try PrivateKey(pkcs8: SecretBytes(damaged))
            }
        }
    }
}
