/// What a decoder accepts is, but for letter case, padding and white space, exactly what the encoder writes; and both
/// outputs of a decoder agree. The first byte chooses the encoding.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzBase64(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let text = Array(input.dropFirst())
    let whiteSpace: WhiteSpace = choice & 1 == 0 ? .lineBreaks : .ignored
    let blanks: [UInt8] = choice & 1 == 0 ? [13, 10] : [13, 10, 32, 9]
    if choice & 2 == 0 {
        checkBase64(text, choice & 4 == 0 ? .standard : .url, whiteSpace, blanks)
    } else {
        checkHex(text, whiteSpace, blanks)
    }
    return 0
}

private func checkBase64(
    _ text: [UInt8], _ alphabet: Base64.Alphabet, _ whiteSpace: WhiteSpace, _ blanks: [UInt8]
) {
    var bytes: [UInt8] = [1, 2, 3]
    let secret = SecretBuffer(capacity: 0)
    do throws(EncodingFailure) {
        try Base64.decode(text.span, alphabet: alphabet, skipping: whiteSpace, into: &bytes)
        try Base64.decode(text.span, alphabet: alphabet, skipping: whiteSpace, into: secret)
    } catch {
        precondition(bytes == [1, 2, 3] && secret.isEmpty, "something was appended on failure")
        return
    }
    bytes.removeFirst(3)
    precondition(constantTimeEquals(bytes.span, secret.bytes), "the outputs differ")
    let characters = text.filter { !blanks.contains($0) }
    let isPadded = characters.contains(UInt8(ascii: "="))
    var again: [UInt8] = []
    Base64.encode(bytes.span, alphabet: alphabet, padded: isPadded, into: &again)
    precondition(again == characters, "accepted, and not what the encoder writes")
}

private func checkHex(_ text: [UInt8], _ whiteSpace: WhiteSpace, _ blanks: [UInt8]) {
    var bytes: [UInt8] = [1, 2, 3]
    do throws(EncodingFailure) {
        try Hex.decode(text.span, skipping: whiteSpace, into: &bytes)
    } catch {
        precondition(bytes == [1, 2, 3], "something was appended on failure")
        return
    }
    bytes.removeFirst(3)
    let digits = text.filter { !blanks.contains($0) }
    var again: [UInt8] = []
    Hex.encode(bytes.span, into: &again)
    let lowered = digits.map { (UInt8(ascii: "A")...UInt8(ascii: "F")).contains($0) ? $0 | 0x20 : $0 }
    precondition(again == lowered, "accepted, and not what the encoder writes")
}
