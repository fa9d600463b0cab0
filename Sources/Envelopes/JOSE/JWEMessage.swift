import Primitives

/// A JWE taken apart; nothing of it has been believed yet.
struct JWEMessage {
    struct Recipient {
        let header: JOSEHeader
        let encryptedKey: [UInt8]
    }

    /// The protected header as it came, in base64url; empty where there is none.
    let protectedText: [UInt8]
    /// The member `aad` as it came, in base64url.
    let associatedText: [UInt8]?
    let recipients: [Recipient]
    let iv: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    /// What the tag authenticates beside the ciphertext (RFC 7516 § 5.2 step 14).
    var authenticated: [UInt8] {
        self.associatedText.map { self.protectedText + [UInt8(ascii: ".")] + $0 } ?? self.protectedText
    }

    /// Reads any of the three serialisations; white space around the whole is no part of it.
    init(_ text: Span<UInt8>, format: JWEFormat, trace: OpenTrace?) throws(BodyOpenFailure) {
        let text = Self.trimmed(text)
        if text.count > 0, text[0] == UInt8(ascii: "{") {
            try self.init(json: text, format: format, trace: trace)
        } else {
            try self.init(compact: text, trace: trace)
        }
    }

    @_lifetime(copy text)
    static func trimmed(_ text: Span<UInt8>) -> Span<UInt8> {
        var start = 0
        var end = text.count
        while start < end, Self.isWhite(text[start]) { start += 1 }
        while start < end, Self.isWhite(text[end - 1]) { end -= 1 }
        return text.extracting(start..<end)
    }

    private static func isWhite(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    init(
        protectedText: [UInt8], associatedText: [UInt8]?, recipients: [Recipient], iv: [UInt8], ciphertext: [UInt8],
        tag: [UInt8]
    ) {
        self.protectedText = protectedText
        self.associatedText = associatedText
        self.recipients = recipients
        self.iv = iv
        self.ciphertext = ciphertext
        self.tag = tag
    }
}
