/// One to four member names that are looked up together, in the order in which `JSONMembers` answers.
///
/// Made once and kept: `static let names: JSONNames = ["token", "reference"]`.
package struct JSONNames: Sendable, ExpressibleByArrayLiteral {
    /// As many names as one pass looks up.
    package static let limit = 4

    private let names: InlineArray<4, StaticString>
    package let count: Int

    package init(arrayLiteral names: StaticString...) {
        self.init(names)
    }

    package init(_ names: [StaticString]) {
        precondition((1...Self.limit).contains(names.count), "one to \(Self.limit) names, not \(names.count)")
        precondition(names.allSatisfy(\.hasPointerRepresentation), "names are string literals")
        self.names = InlineArray { $0 < names.count ? names[$0] : "" }
        self.count = names.count
    }

    /// The place of the name that `name`, a string of `text`, spells; or nil.
    func index(of name: JSONValue, in text: Span<UInt8>) -> Int? {
        guard name.hasEscapes else { return self.index(ofPlain: text.extracting(name.content)) }
        var candidates = Candidates(self)
        JSONText.forEachPiece(of: name, in: text) { candidates.take($0) }
        return candidates.winner
    }

    private func index(ofPlain name: Span<UInt8>) -> Int? {
        for place in 0..<self.count where self.names[place].utf8CodeUnitCount == name.count {
            if Candidates.agree(name, self.names[place], from: 0) { return place }
        }
        return nil
    }

    /// The names that agree with the bytes seen so far. Bytes come in pieces, so that an escaped name needs no copy.
    private struct Candidates {
        private let names: JSONNames
        private var seen = 0
        /// Bit n: the name at place n still agrees.
        private var agreeing: UInt8 = 0b1111

        init(_ names: JSONNames) {
            self.names = names
        }

        mutating func take(_ piece: Span<UInt8>) {
            let end = self.seen + piece.count
            for place in 0..<self.names.count where self.agreeing >> place & 1 == 1 {
                let name = self.names.names[place]
                if name.utf8CodeUnitCount < end || !Self.agree(piece, name, from: self.seen) {
                    self.agreeing &= ~(1 << place)
                }
            }
            self.seen = end
        }

        static func agree(_ piece: Span<UInt8>, _ name: StaticString, from start: Int) -> Bool {
            for index in piece.indices where piece[index] != name.byte(at: start + index) { return false }
            return true
        }

        var winner: Int? {
            for place in 0..<self.names.count
            where self.agreeing >> place & 1 == 1 && self.names.names[place].utf8CodeUnitCount == self.seen {
                return place
            }
            return nil
        }
    }
}
