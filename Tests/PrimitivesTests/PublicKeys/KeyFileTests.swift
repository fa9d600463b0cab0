import Primitives
import Testing

/// A key as the `openssl` command makes it.
struct KeyOfOpenSSL: Sendable, CustomTestStringConvertible {
    let kind: PublicKeyKind
    let options: [String]

    var testDescription: String { self.options.joined(separator: " ") }

    static let all = [
        KeyOfOpenSSL(kind: .rsa(bits: 2048), options: ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
        KeyOfOpenSSL(kind: .rsa(bits: 3072), options: ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"]),
        KeyOfOpenSSL(kind: .ec(.p256), options: ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        KeyOfOpenSSL(kind: .ec(.p384), options: ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        KeyOfOpenSSL(kind: .ec(.p521), options: ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"]),
        KeyOfOpenSSL(kind: .x25519, options: ["X25519"]),
        KeyOfOpenSSL(kind: .ed25519, options: ["ED25519"]),
    ]

    /// Its PEM, of PKCS#8.
    func make() throws -> [UInt8] {
        switch self.options.count {
        case 1: try OpenSSLCommand.run("genpkey", "-algorithm", self.options[0])
        default: try OpenSSLCommand.run("genpkey", "-algorithm", self.options[0], self.options[1], self.options[2])
        }
    }
}

@Suite(.enabled(if: OpenSSLCommand.isHere, Comment(rawValue: OpenSSLCommand.absence)))
struct KeyFileTests {
    @Test(arguments: KeyOfOpenSSL.all)
    func everyFormOfAKeyIsReadAndWrittenAsOpenSSLDoes(maker: KeyOfOpenSSL) throws {
        let pem = try maker.make()
        let key = try PrivateKey(pem: SecretBytes(pem))
        #expect(key.kind == maker.kind)
        #expect(key.publicKey.kind == maker.kind)
        #expect(key.pem.array == pem)
        let pkcs8 = try OpenSSLCommand.run("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", input: pem)
        #expect(key.pkcs8.array == pkcs8)
        #expect(try PrivateKey(pkcs8: SecretBytes(pkcs8)).pem.array == pem)
        #expect(try PrivateKey(der: SecretBytes(pkcs8)).pem.array == pem)

        let publicPEM = try OpenSSLCommand.run("pkey", "-pubout", input: pem)
        let spki = try OpenSSLCommand.run("pkey", "-pubout", "-outform", "DER", input: pem)
        #expect(key.publicKey.pem == publicPEM)
        #expect(key.publicKey.spki == spki)
        let publicKey = try PublicKey(pem: publicPEM.span)
        #expect(publicKey.kind == maker.kind)
        #expect(publicKey.pem == publicPEM)
        #expect(try PublicKey(spki: spki).spki == spki)
        #expect(try PublicKey(der: spki.span).spki == spki)

        let jwk = key.jwkParameters()
        #expect(try PrivateKey(jwk: jwk).pem.array == pem)
        #expect(try PublicKey(jwk: jwk).spki == spki)
        #expect(try PublicKey(jwk: publicKey.jwkParameters()).spki == spki)
        #expect(publicKey.jwkParameters() == key.publicKey.jwkParameters())
    }

    @Test(arguments: KeyOfOpenSSL.all.filter { $0.kind != .x25519 && $0.kind != .ed25519 })
    func theOlderFormsAreRead(maker: KeyOfOpenSSL) throws {
        let pem = try maker.make()
        let traditional = try OpenSSLCommand.run("pkey", "-traditional", input: pem)
        #expect(traditional != pem)
        #expect(try PrivateKey(pem: SecretBytes(traditional)).pem.array == pem)
        let der = try OpenSSLCommand.run("pkey", "-traditional", "-outform", "DER", input: pem)
        #expect(try PrivateKey(der: SecretBytes(der)).pem.array == pem)
    }

    @Test func anRSAPublicKeyOfPKCS1IsRead() throws {
        let pem = try KeyOfOpenSSL.all[0].make()
        let key = try PrivateKey(pem: SecretBytes(pem))
        let pkcs1 = try OpenSSLCommand.run("rsa", "-RSAPublicKey_out", input: pem)
        #expect(try PublicKey(pem: pkcs1.span).spki == key.publicKey.spki)
        let der = try OpenSSLCommand.run("rsa", "-RSAPublicKey_out", "-outform", "DER", input: pem)
        #expect(try PublicKey(der: der.span).spki == key.publicKey.spki)
    }

    /// As `openssl ecparam -genkey` writes a key.
    @Test func parametersBeforeAKeyArePassedOver() throws {
        let pem = try OpenSSLCommand.run("ecparam", "-name", "prime256v1", "-genkey")
        #expect(String(decoding: pem, as: UTF8.self).contains("BEGIN EC PARAMETERS"))
        #expect(try PrivateKey(pem: SecretBytes(pem)).kind == .ec(.p256))
    }

    @Test func aCompressedPointIsWrittenUncompressed() throws {
        let pem = try KeyOfOpenSSL.all[2].make()
        let compressed = try OpenSSLCommand.run(
            "pkey", "-pubout", "-outform", "DER", "-ec_conv_form", "compressed", input: pem)
        #expect(compressed.count == 59)
        let spki = try PublicKey(spki: compressed).spki
        #expect(spki.count == 91)
        #expect(try PrivateKey(pem: SecretBytes(pem)).publicKey.spki == spki)
    }

    @Test(arguments: KeyOfOpenSSL.all.filter { $0.kind != .x25519 })
    func theKeyOfACertificateIsRead(maker: KeyOfOpenSSL) throws {
        let pem = try maker.make()
        let key = try PrivateKey(pem: SecretBytes(pem))
        try OpenSSLCommand.withFile(pem) { path in
            let certificate = try OpenSSLCommand.run("req", "-x509", "-key", path, "-subj", "/CN=revgate", "-days", "1")
            #expect(try PublicKey(pem: certificate.span).spki == key.publicKey.spki)
            let der = try OpenSSLCommand.run("x509", "-outform", "DER", input: certificate)
            #expect(try PublicKey(der: der.span).spki == key.publicKey.spki)
            // A chain: the first is the one meant.
            let chain = certificate + Array(key.publicKey.pem)
            #expect(try PublicKey(pem: chain.span).spki == key.publicKey.spki)
        }
    }

    @Test(arguments: KeyOfOpenSSL.all)
    func nothingCutShortOrWithMoreBehindItIsRead(maker: KeyOfOpenSSL) throws {
        let key = try PrivateKey(pem: SecretBytes(maker.make()))
        let pkcs8 = key.pkcs8.array
        let spki = key.publicKey.spki
        for length in Set([0, 1, 2, pkcs8.count / 2, pkcs8.count - 1]) {
            #expect(throws: PublicKeyFailure.unreadable) {
                try PrivateKey(der: SecretBytes(Array(pkcs8.prefix(length))))
            }
            let cut = Array(spki.prefix(min(length, spki.count - 1)))
            #expect(throws: PublicKeyFailure.unreadable) { try PublicKey(der: cut.span) }
        }
        #expect(throws: PublicKeyFailure.unreadable) { try PrivateKey(pkcs8: SecretBytes(pkcs8 + [0])) }
        #expect(throws: PublicKeyFailure.unreadable) { try PublicKey(spki: spki + [0]) }
        #expect(throws: PublicKeyFailure.unreadable) { try PrivateKey(pkcs8: SecretBytes(spki)) }
        #expect(throws: PublicKeyFailure.unreadable) { try PublicKey(spki: pkcs8) }
        #expect(throws: PublicKeyFailure.notPEM) { try PublicKey(pem: key.pem.array.span) }
        #expect(throws: PublicKeyFailure.notPEM) { try PrivateKey(pem: SecretBytes(key.publicKey.pem)) }
    }
}
