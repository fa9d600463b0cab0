import FormText

/// What a form gives when `names` are looked up, in a form that can be compared.
struct Reading: Equatable {
    /// The bytes of each value as they were sent, by place; nil where there is none.
    let sent: [String?]
    /// The decoded text of each value.
    let texts: [String?]

    init(_ form: [UInt8], _ names: FormNames) throws(FormFailure) {
        let fields = try FormFields(of: form.span, names)
        var sent: [String?] = []
        var texts: [String?] = []
        for place in 0..<names.count {
            guard let value = fields[place] else {
                sent.append(nil)
                texts.append(nil)
                continue
            }
            sent.append(String(decoding: form[value.range], as: UTF8.self))
            var text: [UInt8] = []
            FormText.forEachPiece(of: value, in: form.span) { piece in text += piece.indices.map { piece[$0] } }
            texts.append(String(decoding: text, as: UTF8.self))
        }
        self.sent = sent
        self.texts = texts
    }

    init(_ form: String, _ names: FormNames) throws(FormFailure) {
        try self.init(Array(form.utf8), names)
    }
}

/// The failure of a form, or nil when it is valid.
func failure(of form: [UInt8], _ names: FormNames = ["token"]) -> FormFailure? {
    do throws(FormFailure) {
        _ = try Reading(form, names)
        return nil
    } catch {
        return error
    }
}

/// `text` as a value of a form.
func encoded(_ text: [UInt8]) -> [UInt8] {
    var form: [UInt8] = []
    FormText.forEachEncodedPiece(of: text.span) { piece in form += piece.indices.map { piece[$0] } }
    return form
}

/// The text that an encoded one stands for, or nil when an escape is malformed.
func decoded(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    let isWhole = FormText.forEachDecodedPiece(of: text.span) { piece in result += piece.indices.map { piece[$0] } }
    return isWhole ? result : nil
}
