/// One to four parameter names that are looked up together, in the order in which `FormFields` answers.
///
/// Made once and kept: `static let names: FormNames = ["token", "token_type_hint"]`.
package struct FormNames: Sendable, ExpressibleByArrayLiteral {
    /// As many names as one pass looks up.
    package static let limit = 4

    /// The names, one after the other.
    private let text: [UInt8]
    private let places: InlineArray<4, Range<Int>>
    package let count: Int

    package init(arrayLiteral names: String...) {
        self.init(names)
    }

    package init(_ names: [String]) {
        precondition((1...Self.limit).contains(names.count), "one to \(Self.limit) names, not \(names.count)")
        var text: [UInt8] = []
        var places = InlineArray<4, Range<Int>>(repeating: 0..<0)
        for (place, name) in names.enumerated() {
            let start = text.count
            text += Array(name.utf8)
            places[place] = start..<text.count
        }
        self.text = text
        self.places = places
        self.count = names.count
    }

    /// The place of the name that `name`, which was found in `form`, spells once decoded; or nil.
    func index(of name: FormValue, in form: Span<UInt8>) -> Int? {
        let text = self.text.span
        let sent = form.extracting(name.range)
        for place in 0..<self.count {
            let candidate = text.extracting(self.places[place])
            if name.isEncoded ? FormText.decodes(sent, to: candidate) : Self.equals(sent, candidate) { return place }
        }
        return nil
    }

    private static func equals(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        for index in first.indices where first[index] != second[index] { return false }
        return true
    }
}
