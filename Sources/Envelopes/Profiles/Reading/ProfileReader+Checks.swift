extension ProfileReader {
    /// What the wrappers leave no room for.
    func checkWrapper(_ profile: CipherProfile) {
        for (field, wrapper) in [("wrapper", profile.wrapper), ("reply-wrapper", profile.replyWrapper ?? .none)]
        where self.has(field) {
            if case .form(let name) = wrapper, name.hasPrefix("/") {
                self.fail(field, "forms have no members within members; name a field")
            }
            guard wrapper != .none, case .jwe(let format) = profile.format, format.serialization != .compact else {
                continue
            }
            self.fail(
                field,
                "a \(format.serialization.rawValue) JWE is JSON of its own; leave it out, or write: serialization: compact"
            )
        }
        guard profile.wrapper == .jsonValues || profile.replyWrapper == .jsonValues else { return }
        if profile.signature != nil { self.fail("signature", "is of a whole body, and json-values seals each value") }
        if case .symmetric(let format) = profile.format {
            if case .field = format.iv {
                self.fail("iv", "each value has an IV of its own, and the field is one; write: iv: prefix")
            }
            if case .field = format.tag {
                self.fail("tag", "each value has a tag of its own, and the field is one; write: tag: suffix")
            }
            if case .field? = format.salt {
                self.fail("salt", "each value has a salt of its own, and the field is one; write: salt: prefix")
            }
            if case .field? = format.mac?.position {
                self.fail("mac-at", "each value has a code of its own, and the field is one; write: suffix")
            }
        }
        if profile.sessionKey?.position == .prefix {
            self.fail("wrapped-key", "one key serves all values; write: wrapped-key: header:NAME")
        }
    }

    /// Each part of a message and each constant has a name of its own, and a place where it can stand.
    func checkNames(_ profile: CipherProfile, _ role: MessageRole) {
        guard role == .request || profile.replyKey != .clear else { return }
        let wrapper = profile.wrapper(of: role)
        let constants = profile.constants(of: role)
        let constantsField = role == .reply && profile.replyConstants != nil ? "reply-constants" : "constants"
        var places: [(name: String, carrier: EnvelopeField.Carrier)] = []
        switch wrapper {
        case .json(let name), .form(let name): places.append(("wrapper", .body(name)))
        case .none, .jsonValues: break
        }
        for part in profile.parts(of: role) { places.append((part.name, part.field.carrier)) }
        for constant in constants { self.checkConstant(constant, constantsField, &places) }
        // What is wrong with both directions is told once.
        guard
            role == .request || profile.replyWrapper != nil || profile.replyConstants != nil
                || profile.sessionKey?.replyPosition != nil
        else { return }
        for (index, place) in places.enumerated() {
            if case .body(let name) = place.carrier {
                if !wrapper.hasFields, place.name != "wrapper" {
                    self.fail(
                        place.name,
                        "\"\(name)\" has no place in a \(wrapper.words); write header:NAME, or add a wrapper: json:FIELD"
                    )
                } else if case .form = wrapper, name.hasPrefix("/") {
                    self.fail(place.name, "\"\(name)\" is a JSON Pointer, and the body is a form; name a field")
                }
            }
            if let other = places[..<index].first(where: { $0.carrier.clashes(with: place.carrier) }) {
                self.fail(place.name, "\(place.carrier.words) is taken by \(other.name); choose another name")
            }
        }
    }

    private func checkConstant(
        _ constant: EnvelopeConstant, _ field: String, _ places: inout [(name: String, carrier: EnvelopeField.Carrier)]
    ) {
        guard let carrier = self.carrier(constant.name, of: field) else { return }
        places.append((field, carrier))
        if case .header = carrier,
            !constant.value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        {
            self.fail(field, "the value of \(constant.name) is no value of a header field")
        }
        if constant.value.utf8.count > 1024 {
            self.fail(field, "the value of \(constant.name) is longer than 1024 bytes")
        }
    }
}

extension BodyWrapper {
    /// Whether anything can stand beside the sealed text.
    fileprivate var hasFields: Bool {
        switch self {
        case .json, .form: true
        case .none, .jsonValues: false
        }
    }

    fileprivate var words: String { self == .none ? "bare body" : "body of sealed values" }
}

extension EnvelopeField.Carrier {
    fileprivate var words: String {
        switch self {
        case .body(let name): "\"\(name)\""
        case .header(let name): "header field \(name)"
        }
    }

    /// Whether two names mean one place, or one lies within the other.
    fileprivate func clashes(with other: EnvelopeField.Carrier) -> Bool {
        switch (self, other) {
        case (.header(let one), .header(let two)): return one.lowercased() == two.lowercased()
        case (.body(let one), .body(let two)):
            let (one, two) = (Self.pointer(one), Self.pointer(two))
            return one == two || one.hasPrefix(two + "/") || two.hasPrefix(one + "/")
        default: return false
        }
    }

    /// A name as the JSON Pointer (RFC 6901 § 3) that means the same.
    private static func pointer(_ name: String) -> String {
        guard !name.hasPrefix("/") else { return name }
        return "/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
