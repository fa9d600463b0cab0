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
    }

    struct Part: Sendable {
        let part: EnvelopePart
        let carrier: Carrier
        let coding: EnvelopeField.Coding
        /// For traces.
        let place: String
    }

    let wrapper: Wrapper
    let parts: [Part]
    let constants: [(member: EnvelopeMember, value: [UInt8])]
    let isOuterEncoded: Bool
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
        self.parts = profile.placedParts.filter { wrappedKey || $0.part != .wrappedKey }.map { placed in
            let carrier: Carrier =
                switch placed.field.carrier {
                case .body(let name): .body(EnvelopeMember(name))
                case .header(let name): .header(name)
                }
            return Part(part: placed.part, carrier: carrier, coding: placed.field.coding, place: placed.field.place)
        }
        self.constants = profile.constants.map { (EnvelopeMember($0.name), Array($0.value.utf8)) }
        self.isOuterEncoded = profile.outerEncoding == .base64
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

    /// The names of members that are not sealed values.
    var ownNames: [String] {
        let parts = self.parts.compactMap { part in
            if case .body(let member) = part.carrier { member.name } else { nil }
        }
        return parts + self.constants.map(\.member.name)
    }

    /// The constant that travels under the name of a part.
    func constant(for part: EnvelopePart) -> [UInt8]? {
        for placed in self.parts where placed.part == part {
            guard case .body(let member) = placed.carrier else { continue }
            return self.constants.first { $0.member.name == member.name }?.value
        }
        return nil
    }

    func coding(of part: EnvelopePart) -> EnvelopeField.Coding? {
        self.parts.first { $0.part == part }?.coding
    }
}
