/// How a body is sealed, all of it: what two parties must agree on beside the keys. Data, not code: the built-in
/// profiles and those of the configuration are values of this one type.
package struct CipherProfile: Equatable, Sendable {
    /// Who says that the API seals its bodies so.
    package enum Source: String, Sendable {
        /// No one API's: the algorithm and its defaults.
        case general
        /// The API's own documents.
        case vendor
        /// Public code of its clients.
        case community
        /// The configuration.
        case configuration
    }

    package enum Format: Equatable, Sendable {
        /// One symmetric algorithm, on bytes laid out as the profile says.
        case symmetric(SymmetricFormat)
        /// JSON Web Encryption (RFC 7516).
        case jwe(JWEFormat)
        /// The whole body under a public key.
        case rsa(KeyWrapPadding)
    }

    package let name: String
    package var source = Source.general
    package var format: Format
    /// A content key of its own for each message, wrapped for who opens it; nil: the content key is the named key's.
    package var sessionKey: SessionKeyRule?
    /// A JSON Web Signature (RFC 7515) of the plaintext, inside of what is sealed.
    package var signature: SignatureRule?
    package var plaintextEncoding = PlaintextEncoding.none
    package var wrapper = BodyWrapper.none
    /// nil: as `wrapper`.
    package var replyWrapper: BodyWrapper?
    /// What is done to the whole of what is written, wrapper and all.
    package var outerEncoding = PlaintextEncoding.none
    package var replyKey = ReplyKey.same
    /// What has a fixed value and stands beside the sealed text in what is written; not looked at in what is read.
    package var constants: [EnvelopeConstant] = []
    /// nil: as `constants`.
    package var replyConstants: [EnvelopeConstant]?

    package init(name: String, format: Format) {
        self.name = name
        self.format = format
    }
}

/// What a reply is sealed under.
package enum ReplyKey: String, Sendable, CaseIterable {
    /// The version of the key that opened the request.
    case same
    /// The content key of the request.
    case session
    /// A key of its own: the public key of who reads the reply, or a second secret of symmetric profiles.
    case responseKey = "response-key"
    /// None: replies are not sealed, and stand in no wrapper.
    case clear
}

/// What is done to a text before it goes on: to plaintext before it is sealed, or to all of a message.
package enum PlaintextEncoding: String, Sendable, CaseIterable {
    case none
    case base64
}

/// What stands around the sealed text.
package enum BodyWrapper: Equatable, Sendable {
    /// The body is the sealed text.
    case none
    /// A member of a JSON object: its name, or a JSON Pointer (RFC 6901) when it begins with `/`.
    case json(String)
    /// A field of an `application/x-www-form-urlencoded` body.
    case form(String)
    /// A JSON object each of whose values is sealed for itself, as a text; empty texts stay empty.
    case jsonValues
}

package struct EnvelopeConstant: Equatable, Sendable {
    /// Of a member, a JSON Pointer when it begins with `/`; of a form field; of a header field after `header:`.
    package let name: String
    package let value: String
    /// Whether JSON has the value without quotes: a number, `true`, `false` or `null`.
    package var isLiteral = false

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    package var carrier: EnvelopeField.Carrier {
        self.name.hasPrefix("header:")
            ? .header(String(self.name.dropFirst("header:".count))) : .body(self.name)
    }
}

/// How sealed bytes become body text. Written as named, read in either letter case, with or without padding and with
/// line breaks.
package enum BodyEncoding: String, Sendable, CaseIterable {
    case base64
    case base64url
    case hex
    case hexUpper = "hex-upper"
}

/// How the stored bytes of a key are read again before use: some APIs hand out the text of a key.
package enum KeyEncoding: String, Sendable, CaseIterable {
    case raw
    case hex
    case base64
}
