import Primitives

/// What stands around the sealed text of the messages of one role: read off and written without a key.
struct EnvelopeShape: Sendable {
    enum Wrapper: Sendable {
        case none
        case json(EnvelopeMember)
        case form(EnvelopeMember)
        case jsonValues
    }

    enum Carrier: Sendable {
        case body(EnvelopeMember)
        case header(String)

        init(_ carrier: EnvelopeField.Carrier) {
            switch carrier {
            case .body(let name): self = .body(EnvelopeMember(name))
            case .header(let name): self = .header(name)
            }
        }

        var member: EnvelopeMember? {
            if case .body(let member) = self { member } else { nil }
        }
    }

    struct Part: Sendable {
        let part: EnvelopePart
        let carrier: Carrier
        let coding: EnvelopeField.Coding
        let isOptional: Bool
        /// For traces.
        let place: String
    }

    struct Constant: Sendable {
        let carrier: Carrier
        let value: [UInt8]
        /// Whether it stands in JSON without quotes.
        let isLiteral: Bool
    }

    let wrapper: Wrapper
    let parts: [Part]
    let constants: [Constant]
    let isOuterEncoded: Bool
    /// Texts of one message of `json-values`: few where each has a password hashed for it.
    let valueLimit: Int
    /// Whether the sealed text is a JSON object of its own (JWE in a JSON serialisation).
    let textIsJSON: Bool

    /// - Parameter wrappedKey: whether messages of this role carry one.
    init(_ profile: CipherProfile, as role: MessageRole, wrappedKey: Bool) {
        self.wrapper =
            switch profile.wrapper(of: role) {
            case .none: .none
            case .json(let name): .json(EnvelopeMember(name))
            case .form(let name): .form(EnvelopeMember(name))
            case .jsonValues: .jsonValues
            }
        self.parts = profile.placedParts(as: role).filter { wrappedKey || $0.part != .wrappedKey }.map { placed in
            Part(
                part: placed.part, carrier: Carrier(placed.field.carrier), coding: placed.field.coding,
                isOptional: placed.isOptional, place: placed.field.place)
        }
        self.constants = profile.constants(of: role).map { constant in
            Constant(
                carrier: Carrier(constant.carrier), value: Array(constant.value.utf8), isLiteral: constant.isLiteral)
        }
        self.isOuterEncoded = profile.outerEncoding == .base64
        self.valueLimit = profile.isCostlyByText ? 16 : 1024
        if case .jwe(let format) = profile.format {
            self.textIsJSON = format.serialization != .compact
        } else {
            self.textIsJSON = false
        }
    }

    /// What a body holds, as it travels.
    struct Content {
        /// The sealed text; of `json-values` each of them that is not empty.
        var texts: [[UInt8]]
        var parts = EnvelopeParts()
        /// Of `json-values`.
        var values: SealedValues?
    }

    /// For traces.
    var words: String {
        let outer = self.isOuterEncoded ? ", all of it in base64" : ""
        switch self.wrapper {
        case .none: return "no wrapper" + outer
        case .json(let member): return "JSON member \"\(member.name)\"" + outer
        case .form(let member): return "form field \"\(member.name)\"" + outer
        case .jsonValues: return "a JSON object of sealed values" + outer
        }
    }

    /// The names of members that are not sealed values.
    var ownNames: [String] {
        self.parts.compactMap(\.carrier.member?.name) + self.constants.compactMap(\.carrier.member?.name)
    }

    func coding(of part: EnvelopePart) -> EnvelopeField.Coding? {
        self.parts.first { $0.part == part }?.coding
    }
}

extension CipherProfile {
    /// Whether each text of a message costs a password hash or work under a public key.
    fileprivate var isCostlyByText: Bool {
        if case .symmetric(let format) = self.format, format.derivesByMessage { return true }
        return self.sessionKey == nil && self.isCostly
    }
}
