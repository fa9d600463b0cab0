import Primitives

extension EnvelopeShape {
    /// Takes the wrapper off and decodes the parts beside the sealed text.
    func read(_ body: Span<UInt8>, _ fields: EnvelopeFields, _ trace: OpenTrace?) throws(BodyOpenFailure) -> Content {
        guard self.isOuterEncoded else { return try self.readWrapped(body, fields, trace) }
        var decoded: [UInt8] = []
        do throws(EncodingFailure) {
            try Base64.decode(body, alphabet: .standard, into: &decoded)
        } catch {
            trace?.note("outer encoding: not base64: \(error.words)")
            throw .encoding
        }
        trace?.note("outer encoding: base64 of \(decoded.count) bytes")
        return try self.readWrapped(decoded.span, fields, trace)
    }

    private func readWrapped(
        _ body: Span<UInt8>, _ fields: EnvelopeFields, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> Content {
        var content = try self.readTexts(body, trace)
        for part in self.parts {
            let text: [UInt8]?
            switch part.carrier {
            case .header(let name): text = fields.value(of: name)
            case .body(let member): text = self.find(member, in: body)
            }
            guard let text else {
                if part.isOptional { continue }
                trace?.note("\(part.part.rawValue): no \(part.place), or not one text")
                throw .wrapper
            }
            var bytes: [UInt8] = []
            do throws(EncodingFailure) {
                try part.coding.decode(text.span, into: &bytes)
            } catch {
                trace?.note("\(part.part.rawValue): \(part.place) is not \(part.coding.rawValue): \(error.words)")
                throw .encoding
            }
            trace?.note("\(part.part.rawValue): \(part.place), \(part.coding.rawValue) of \(bytes.count) bytes")
            content.parts[part.part] = bytes
        }
        return content
    }

    private func readTexts(_ body: Span<UInt8>, _ trace: OpenTrace?) throws(BodyOpenFailure) -> Content {
        switch self.wrapper {
        case .none:
            trace?.note("no wrapper: \(body.count) bytes of sealed text")
            return Content(texts: [body.withUnsafeBytes { Array($0) }])
        case .json(let member):
            guard let text = member.find(inJSON: body) else {
                trace?.note("wrapper: not JSON with a text \"\(member.name)\"")
                throw .wrapper
            }
            trace?.note("wrapper: JSON member \"\(member.name)\", \(text.count) bytes of sealed text")
            return Content(texts: [text])
        case .form(let member):
            guard let text = member.find(inForm: body) else {
                trace?.note("wrapper: not a form with a field \"\(member.name)\"")
                throw .wrapper
            }
            trace?.note("wrapper: form field \"\(member.name)\", \(text.count) bytes of sealed text")
            return Content(texts: [text])
        case .jsonValues:
            guard let values = SealedValues(body, own: self.ownNames, .opening, limit: self.valueLimit)
            else {
                trace?.note("wrapper: not a JSON object of at most \(self.valueLimit) texts")
                throw .wrapper
            }
            trace?.note("wrapper: a JSON object with \(values.texts.count) sealed values")
            let texts = values.texts.map { text in text.withUnsafeBytes { Array($0) } }
            return Content(texts: texts, values: values)
        }
    }

    private func find(_ member: EnvelopeMember, in body: Span<UInt8>) -> [UInt8]? {
        switch self.wrapper {
        case .json, .jsonValues: member.find(inJSON: body)
        case .form: member.find(inForm: body)
        case .none: nil
        }
    }
}

extension EncodingFailure {
    /// For an operator's trace.
    var words: String {
        switch self {
        case .foreignByte(let offset): "a foreign byte at \(offset)"
        case .endsEarly: "it ends inside a byte"
        case .wrongPadding(let offset): "wrong padding at \(offset)"
        case .strayBits: "stray bits at its end"
        }
    }
}
