import Primitives

// A span inside #expect does not compile: it may not escape, and the macro keeps what it compares.

/// What `body` failed with, or nil when it did not.
func failure<Failure: Error, Value>(of body: () throws(Failure) -> Value) -> Failure? {
    do throws(Failure) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// ECB with either cipher.
protocol ECBCipher {
    init(key: SecretBytes) throws(CipherSetupFailure)
    func open(_ ciphertext: Span<UInt8>, padding: BlockPadding, into output: SecretBuffer) throws(OpenFailure)
    func seal(_ plaintext: Span<UInt8>, padding: BlockPadding, into output: inout [UInt8]) throws(SealFailure)
}

extension AESECB: ECBCipher {}
extension TripleDESECB: ECBCipher {}

extension ECBCipher {
    func open(_ ciphertext: [UInt8], padding: BlockPadding) throws(OpenFailure) -> [UInt8] {
        let opened = SecretBuffer(capacity: 0)
        try self.open(ciphertext.span, padding: padding, into: opened)
        return opened.contents
    }

    func seal(_ plaintext: [UInt8], padding: BlockPadding) throws(SealFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        try self.seal(plaintext.span, padding: padding, into: &sealed)
        return sealed
    }
}

extension AESCBC {
    func open(_ ciphertext: [UInt8], iv: [UInt8], padding: BlockPadding) throws(OpenFailure) -> [UInt8] {
        let opened = SecretBuffer(capacity: 0)
        try self.open(ciphertext.span, iv: iv.span, padding: padding, into: opened)
        return opened.contents
    }

    func seal(_ plaintext: [UInt8], iv: [UInt8], padding: BlockPadding) throws(SealFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        try self.seal(plaintext.span, iv: iv.span, padding: padding, into: &sealed)
        return sealed
    }
}

extension AESCBCHMAC {
    func open(
        _ ciphertext: [UInt8], iv: [UInt8], aad: [UInt8], tag: [UInt8], into output: SecretBuffer
    ) throws(OpenFailure) {
        try self.open(ciphertext.span, iv: iv.span, aad: aad.span, tag: tag.span, into: output)
    }

    func seal(
        _ plaintext: [UInt8], iv: [UInt8], aad: [UInt8]
    ) throws(SealFailure) -> (ciphertext: [UInt8], tag: [UInt8]) {
        var sealed: [UInt8] = []
        let tag = try self.seal(plaintext.span, iv: iv.span, aad: aad.span, into: &sealed)
        return (sealed, tag)
    }
}

extension AESKeyWrap {
    static func wrap(_ key: [UInt8], under kek: [UInt8]) throws(SealFailure) -> [UInt8] {
        try self.wrap(SecretBytes(key), under: SecretBytes(kek))
    }

    static func unwrap(_ wrapped: [UInt8], under kek: [UInt8]) throws(OpenFailure) -> [UInt8] {
        try self.unwrap(wrapped.span, under: SecretBytes(kek)).contents
    }
}

extension SecretBytes {
    /// A copy for comparison.
    var contents: [UInt8] {
        self.withUnsafeBytes { Array($0) }
    }
}

extension HashAlgorithm {
    func hash(_ message: [UInt8]) -> [UInt8] {
        Primitives.hash(self, message.span).contents
    }

    func hash(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        Primitives.hash(self, first.span, second.span).contents
    }
}

extension HMAC {
    func authenticate(_ parts: [UInt8]...) -> [UInt8] {
        self.start()
        for part in parts { self.update(part.span) }
        return self.finish().contents
    }
}

extension Deflate {
    static func inflate(_ data: [UInt8], limit: Int, into output: SecretBuffer) throws(InflateFailure) {
        try self.inflate(data.span, limit: limit, into: output)
    }
}
