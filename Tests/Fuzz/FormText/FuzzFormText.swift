/// Whatever the bytes are, reading ends in fields or in a failure inside the form, and the slow reading agrees; what is
/// found can be decoded, encoded and read again to the same text. Any bytes can be encoded and decoded back.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzFormText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let form = Array(UnsafeBufferPointer(start: start, count: count))
    let reference = ReferenceForm(form)
    do throws(FormFailure) {
        let fields = try FormFields(of: form.span, fuzzedNames)
        var texts: [String?] = []
        for place in 0..<fuzzedNames.count { texts.append(fields[place].map { text(of: $0, in: form) }) }
        precondition(texts == reference?.values(of: fuzzedKeys), "the slow reading finds something else")
    } catch {
        precondition(form.indices.contains(error.offset), "offset outside the form")
        let isRefused = error.fault == .duplicateName ? reference?.values(of: fuzzedKeys) == nil : reference == nil
        precondition(isRefused, "the slow reading accepts what has \(error.fault)")
    }
    checkBareText(form)
    return 0
}

private let fuzzedKeys = ["token", "token_type_hint", "token_type", "a"]
private let fuzzedNames: FormNames = ["token", "token_type_hint", "token_type", "a"]

private func text(of value: FormValue, in form: [UInt8]) -> String {
    precondition(!value.range.isEmpty && value.range.upperBound <= form.count, "range outside the form")
    var bytes: [UInt8] = []
    FormText.forEachPiece(of: value, in: form.span) { piece in bytes += piece.indices.map { piece[$0] } }
    if !value.isEncoded { precondition(bytes == Array(form[value.range]), "not encoded and not the same") }
    guard let text = String(validating: bytes, as: UTF8.self) else { preconditionFailure("not UTF-8") }

    let again = Array("token=".utf8) + encoded(bytes)
    guard let fields = try? FormFields(of: again.span, fuzzedNames), let found = fields[0] else {
        preconditionFailure("what was encoded is refused")
    }
    var bytesAgain: [UInt8] = []
    FormText.forEachPiece(of: found, in: again.span) { piece in bytesAgain += piece.indices.map { piece[$0] } }
    precondition(bytes == bytesAgain, "encoded and read again it is another text")
    return text
}

private func checkBareText(_ text: [UInt8]) {
    var decoded: [UInt8] = []
    _ = FormText.forEachDecodedPiece(of: text.span) { piece in decoded += piece.indices.map { piece[$0] } }
    precondition(decoded.count <= text.count, "decoded it is longer")

    decoded = []
    let isWhole = FormText.forEachDecodedPiece(of: encoded(text).span) { piece in
        decoded += piece.indices.map { piece[$0] }
    }
    precondition(isWhole && decoded == text, "encoded and decoded it is another text")
}

private func encoded(_ text: [UInt8]) -> [UInt8] {
    var form: [UInt8] = []
    FormText.forEachEncodedPiece(of: text.span) { piece in form += piece.indices.map { piece[$0] } }
    return form
}
