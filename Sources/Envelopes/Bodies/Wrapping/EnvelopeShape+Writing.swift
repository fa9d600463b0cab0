import FormText
import Primitives

extension EnvelopeShape {
    /// Appends the body of a message and adds its header fields: the sealed text first, then the parts, then constants.
    func write(_ content: Content, into body: inout [UInt8], _ fields: inout EnvelopeFields) {
        for part in self.parts {
            guard case .header(let name) = part.carrier, let bytes = content.parts[part.part] else { continue }
            fields.add(name, part.coding.encode(bytes))
        }
        for constant in self.constants {
            if case .header(let name) = constant.carrier { fields.add(name, constant.value) }
        }
        guard self.isOuterEncoded else {
            self.writeWrapped(content, into: &body)
            return
        }
        var inner: [UInt8] = []
        self.writeWrapped(content, into: &inner)
        Base64.encode(inner.span, alphabet: .standard, padded: true, into: &body)
    }

    private func writeWrapped(_ content: Content, into body: inout [UInt8]) {
        switch self.wrapper {
        case .none: body += content.texts[0]
        case .json(let member):
            let text = content.texts[0]
            self.draft(member, self.textIsJSON ? .json(text) : .text(text), content.parts).write(to: &body)
        case .form(let member): self.writeForm(member, content, into: &body)
        case .jsonValues: self.writeValues(content, into: &body)
        }
    }

    private func draft(_ member: EnvelopeMember, _ value: ObjectDraft.Value, _ parts: EnvelopeParts) -> ObjectDraft {
        var draft = ObjectDraft()
        draft.set(member, to: value)
        self.addBeside(parts, to: &draft)
        return draft
    }

    /// The parts and constants that stand in the body.
    private func beside(_ parts: EnvelopeParts) -> [(member: EnvelopeMember, text: [UInt8], isLiteral: Bool)] {
        var beside: [(member: EnvelopeMember, text: [UInt8], isLiteral: Bool)] = []
        for part in self.parts {
            guard let member = part.carrier.member, let bytes = parts[part.part] else { continue }
            beside.append((member, part.coding.encode(bytes), false))
        }
        for constant in self.constants {
            guard let member = constant.carrier.member else { continue }
            beside.append((member, constant.value, constant.isLiteral))
        }
        return beside
    }

    private func addBeside(_ parts: EnvelopeParts, to draft: inout ObjectDraft) {
        for (member, text, isLiteral) in self.beside(parts) {
            draft.set(member, to: isLiteral ? .json(text) : .text(text))
        }
    }

    private func writeForm(_ member: EnvelopeMember, _ content: Content, into body: inout [UInt8]) {
        Self.appendPair(member.name, content.texts[0], to: &body)
        var written = [member.name]
        for (member, text, _) in self.beside(content.parts) where !written.contains(member.name) {
            written.append(member.name)
            body.append(UInt8(ascii: "&"))
            Self.appendPair(member.name, text, to: &body)
        }
    }

    private static func appendPair(_ name: String, _ value: [UInt8], to body: inout [UInt8]) {
        let name = Array(name.utf8)
        var pair: [UInt8] = []
        FormText.forEachEncodedPiece(of: name.span) { piece in piece.withUnsafeBytes { pair.append(contentsOf: $0) } }
        pair.append(UInt8(ascii: "="))
        FormText.forEachEncodedPiece(of: value.span) { piece in piece.withUnsafeBytes { pair.append(contentsOf: $0) } }
        body += pair
    }

    /// The plaintext's object with sealed values, and the parts and constants at its end.
    private func writeValues(_ content: Content, into body: inout [UInt8]) {
        guard let values = content.values else { preconditionFailure("sealed values come with their object") }
        var object: [UInt8] = []
        let texts = content.texts.map { text in SecretBytes(copying: text.span) }
        values.forEachPiece({ texts[$0] }) { piece in
            piece.withUnsafeBytes { object.append(contentsOf: $0) }
        }
        var draft = ObjectDraft()
        self.addBeside(content.parts, to: &draft)
        var own: [UInt8] = []
        draft.write(to: &own)
        guard own.count > 2, let end = object.lastIndex(of: UInt8(ascii: "}")) else {
            body += object
            return
        }
        let isEmpty = object[..<end].allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: "{") }
        body += object[..<end]
        if !isEmpty { body.append(UInt8(ascii: ",")) }
        body += own[1...]
    }

    /// What stands before and behind the sealed text where nothing else differs from message to message; nil where
    /// something does.
    var frame: (prefix: [UInt8], suffix: [UInt8])? {
        guard !self.isOuterEncoded, self.parts.isEmpty, !self.textIsJSON,
            self.constants.allSatisfy({ $0.carrier.member != nil })
        else { return nil }
        switch self.wrapper {
        case .none: return ([], [])
        case .form, .jsonValues: return nil
        case .json(let member):
            var written: [UInt8] = []
            guard let gap = self.draft(member, .gap, EnvelopeParts()).write(to: &written) else { return nil }
            let quote = [UInt8(ascii: "\"")]
            return (Array(written[..<gap]) + quote, quote + Array(written[gap...]))
        }
    }
}
