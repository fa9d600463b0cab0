/// What may travel beside the sealed text of a message.
enum EnvelopePart: String, CaseIterable {
    case iv
    case tag
    case salt
    case aad
    case mac
    case wrappedKey = "wrapped key"
}

/// The bytes of the parts of one message, decoded.
struct EnvelopeParts {
    var iv: [UInt8]?
    var tag: [UInt8]?
    var salt: [UInt8]?
    var aad: [UInt8]?
    var mac: [UInt8]?
    var wrappedKey: [UInt8]?

    subscript(part: EnvelopePart) -> [UInt8]? {
        get {
            switch part {
            case .iv: self.iv
            case .tag: self.tag
            case .salt: self.salt
            case .aad: self.aad
            case .mac: self.mac
            case .wrappedKey: self.wrappedKey
            }
        }
        set {
            switch part {
            case .iv: self.iv = newValue
            case .tag: self.tag = newValue
            case .salt: self.salt = newValue
            case .aad: self.aad = newValue
            case .mac: self.mac = newValue
            case .wrappedKey: self.wrappedKey = newValue
            }
        }
    }
}

/// A part of a message that travels in a field of its own.
struct PlacedPart: Sendable {
    let part: EnvelopePart
    let field: EnvelopeField
    /// Whether a message is read without it.
    let isOptional: Bool
}

extension CipherProfile {
    /// In the order in which they are written.
    func placedParts(as role: MessageRole) -> [PlacedPart] {
        var placed: [PlacedPart] = []
        func place(_ part: EnvelopePart, _ field: EnvelopeField, isOptional: Bool = false) {
            placed.append(PlacedPart(part: part, field: field, isOptional: isOptional))
        }
        if case .symmetric(let format) = self.format {
            if case .field(let field) = format.iv { place(.iv, field) }
            if let field = format.derivedIVField { place(.iv, field, isOptional: true) }
            if case .field(let field) = format.tag { place(.tag, field) }
            if case .field(let field, _)? = format.salt { place(.salt, field) }
            if case .field(let field) = format.aad { place(.aad, field, isOptional: true) }
            if case .field(let field)? = format.mac?.position { place(.mac, field) }
        }
        if case .field(let field)? = self.sessionKey?.position(of: role) { place(.wrappedKey, field) }
        return placed
    }
}
