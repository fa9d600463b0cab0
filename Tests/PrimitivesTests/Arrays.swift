import Primitives

extension SecretBuffer {
    /// A copy for comparison.
    var contents: [UInt8] {
        var copy: [UInt8] = []
        let bytes = self.bytes
        for index in bytes.indices { copy.append(bytes[index]) }
        return copy
    }
}

extension SecretBytes {
    convenience init(_ bytes: [UInt8]) {
        self.init(copying: bytes.span)
    }
}

extension Digest32 {
    /// A copy for comparison.
    var contents: [UInt8] {
        var copy: [UInt8] = []
        let bytes = self.bytes
        for index in bytes.indices { copy.append(bytes[index]) }
        return copy
    }
}

// A span inside #expect does not compile: it may not escape, and the macro keeps what it compares.

extension HMACSHA256 {
    func authenticate(_ message: [UInt8]) -> Digest32 {
        self.authenticate(message.span)
    }

    func authenticate(_ prefix: UInt8, _ message: [UInt8]) -> Digest32 {
        self.authenticate(prefix, message.span)
    }
}

extension Digest32 {
    init?(_ bytes: [UInt8]) {
        self.init(copying: bytes.span)
    }
}

func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left.span, right.span)
}

extension AESGCM {
    func open(_ sealed: [UInt8], iv: [UInt8], aad: [UInt8]? = nil, into output: SecretBuffer) throws(OpenFailure) {
        if let aad {
            try self.open(sealed.span, iv: iv.span, aad: aad.span, into: output)
        } else {
            try self.open(sealed.span, iv: iv.span, into: output)
        }
    }

    func seal(_ plaintext: [UInt8], iv: [UInt8], aad: [UInt8]? = nil) throws(SealFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        if let aad {
            try self.seal(plaintext.span, iv: iv.span, aad: aad.span, into: &sealed)
        } else {
            try self.seal(plaintext.span, iv: iv.span, into: &sealed)
        }
        return sealed
    }
}

extension AESCBC {
    func open(_ ciphertext: [UInt8], iv: [UInt8], into output: SecretBuffer) throws(OpenFailure) {
        try self.open(ciphertext.span, iv: iv.span, into: output)
    }

    func seal(_ plaintext: [UInt8], iv: [UInt8]) throws(SealFailure) -> [UInt8] {
        var sealed: [UInt8] = []
        try self.seal(plaintext.span, iv: iv.span, into: &sealed)
        return sealed
    }
}

extension Base64 {
    static func encode(_ bytes: [UInt8], alphabet: Alphabet, padded: Bool) -> String {
        var text: [UInt8] = []
        self.encode(bytes.span, alphabet: alphabet, padded: padded, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes into both kinds of output, which must agree.
    static func decode(
        _ text: String, alphabet: Alphabet = .standard, skipping whiteSpace: WhiteSpace = .lineBreaks
    ) throws(EncodingFailure) -> [UInt8] {
        let text = Array(text.utf8)
        let secret = SecretBuffer(capacity: 0)
        var bytes: [UInt8] = []
        try self.decode(text.span, alphabet: alphabet, skipping: whiteSpace, into: &bytes)
        try self.decode(text.span, alphabet: alphabet, skipping: whiteSpace, into: secret)
        precondition(secret.contents == bytes, "the outputs differ")
        return bytes
    }
}

extension Hex {
    static func encode(_ bytes: [UInt8], letterCase: LetterCase = .lower) -> String {
        var text: [UInt8] = []
        self.encode(bytes.span, letterCase: letterCase, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes into both kinds of output, which must agree.
    static func decode(
        _ text: String, skipping whiteSpace: WhiteSpace = .lineBreaks
    ) throws(EncodingFailure) -> [UInt8] {
        let text = Array(text.utf8)
        let secret = SecretBuffer(capacity: 0)
        var bytes: [UInt8] = []
        try self.decode(text.span, skipping: whiteSpace, into: &bytes)
        try self.decode(text.span, skipping: whiteSpace, into: secret)
        precondition(secret.contents == bytes, "the outputs differ")
        return bytes
    }
}

extension Base62 {
    static func encode(_ bytes: [UInt8]) -> String {
        let text = SecretBuffer(capacity: 0)
        self.encode(bytes.span, into: text)
        return String(decoding: text.contents, as: UTF8.self)
    }
}
