/// The rules of a form once more, the slow way: split, then decode each part into a string of its own.
struct ReferenceForm {
    /// The pairs in their order; a pair without `=` has an empty value.
    let pairs: [(name: String, value: String)]

    /// Nil when the form has to be refused for its bytes.
    init?(_ form: [UInt8]) {
        guard !form.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return nil }
        var pairs: [(name: String, value: String)] = []
        for pair in form.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    /// The value of each name, or nil for a name without one; nil altogether when one of them occurs twice.
    func values(of names: [String]) -> [String?]? {
        var values: [String?] = []
        for name in names {
            // Not as strings: those are equal when they are canonically equivalent.
            let found = self.pairs.filter { Array($0.name.utf8) == Array(name.utf8) }
            guard found.count < 2 else { return nil }
            values.append(found.first.flatMap { $0.value.isEmpty ? nil : $0.value })
        }
        return values
    }

    private static func decoded(_ part: ArraySlice<UInt8>) -> String? {
        var rest = part
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                text.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
                else { return nil }
                text.append(UInt8(high * 16 + low))
            } else {
                text.append(byte)
            }
        }
        return String(validating: text, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        Character(Unicode.Scalar(byte)).isASCII ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
    }
}
