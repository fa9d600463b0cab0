extension JSONText {
    /// The value of a number found in `document` when it is written as an integer and fits 64 bits; else nil.
    ///
    /// `1.0` and `1e3` are not integers here: who writes an identifier or a time so has computed it in floating point.
    package static func integer(_ value: JSONValue, of document: Span<UInt8>) -> Int64? {
        guard value.kind == .number else { return nil }
        let text = document.extracting(value.range)
        let isNegative = text[0] == UInt8(ascii: "-")
        var result: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (shifted, shiftOverflows) = result.multipliedReportingOverflow(by: 10)
            // Towards the sign, so that the smallest Int64 is reached too.
            let step = isNegative ? -Int64(digit) : Int64(digit)
            let (sum, sumOverflows) = shifted.addingReportingOverflow(step)
            guard !shiftOverflows, !sumOverflows else { return nil }
            result = sum
        }
        return result
    }
}
