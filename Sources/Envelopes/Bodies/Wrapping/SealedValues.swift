import JSONText
import Primitives

/// A JSON object whose values are sealed, or are to be, and where they stand in it. Sealed, each of them is a text; what
/// is no text is sealed as its JSON, so that nothing travels in the clear but names and empty texts.
struct SealedValues {
    private let document: SecretBytes
    /// Of all values but empty texts, quotes included; and of what is left out, which has no text.
    private let places: [(range: Range<Int>, text: Int?)]

    /// The characters of each text, the JSON of each other value.
    let texts: [SecretBytes]

    enum Direction {
        /// Members of the envelope itself are none of the values and stay out of the plaintext; the values are texts, and
        /// one of them at least is sealed.
        case opening
        /// Members of the envelope itself may not be there: they would travel in the clear.
        case sealing
    }

    /// nil where the document is no JSON object, or has members that it may not have, or more values than `limit`.
    init?(_ document: Span<UInt8>, own: [String], _ direction: Direction, limit: Int) {
        guard let pointer = try? JSONPointer(""), let whole = try? pointer.find(in: document),
            whole.kind == .object
        else { return nil }
        var places: [(range: Range<Int>, text: Int?)] = []
        var cuts = OwnMemberCuts()
        var texts: [SecretBytes] = []
        var entries = JSONEntries(of: whole, in: document)
        while let entry = entries.next() {
            var name: [UInt8] = []
            JSONText.appendString(entry.name, of: document, to: &name)
            if own.contains(String(decoding: name, as: UTF8.self)) {
                guard direction == .opening else { return nil }
                if let cut = cuts.cut(own: entry) { places.append((cut, nil)) }
                continue
            }
            if let cut = cuts.cut(before: entry) { places.append((cut, nil)) }
            let isText = entry.value.kind == .string
            guard isText || direction == .sealing else { return nil }
            if isText, entry.value.content.isEmpty { continue }
            guard texts.count < limit else { return nil }
            let text = SecretBuffer(capacity: entry.value.range.count)
            if isText {
                JSONText.forEachPiece(of: entry.value, in: document) { text.append($0) }
            } else {
                text.append(document.extracting(entry.value.range))
            }
            places.append((entry.value.range, texts.count))
            texts.append(SecretBytes(copying: text.bytes))
        }
        guard direction == .sealing || !texts.isEmpty else { return nil }
        self.document = SecretBytes(copying: document)
        self.places = places
        self.texts = texts
    }

    /// Appends the document with the value at each place, first to last, exchanged for what `text` gives, and without what
    /// is left out.
    func forEachPiece(_ text: (Int) -> SecretBytes, _ body: (Span<UInt8>) -> Void) {
        let document = self.document
        let quote: [UInt8] = [UInt8(ascii: "\"")]
        var position = 0
        for (place, index) in self.places {
            let between = document.bytes
            body(between.extracting(position..<place.lowerBound))
            position = place.upperBound
            guard let index else { continue }
            body(quote.span)
            let exchanged = text(index)
            JSONText.forEachEscapedPiece(of: exchanged.bytes) { body($0) }
            body(quote.span)
        }
        let rest = document.bytes
        body(rest.extracting(position...))
    }
}

/// Where members of the envelope itself are cut out of an object, each with one comma.
private struct OwnMemberCuts {
    private var hasKept = false
    /// Where own members begin that have no other before them.
    private var start: Int?
    /// Of the last member.
    private var end = 0

    /// Behind another member: with the comma before it.
    mutating func cut(own entry: JSONEntries.Entry) -> Range<Int>? {
        let previous = self.end
        self.end = entry.value.range.upperBound
        if self.hasKept { return previous..<self.end }
        if self.start == nil { self.start = entry.name.range.lowerBound }
        return nil
    }

    /// Those that stand first: with the comma behind them.
    mutating func cut(before entry: JSONEntries.Entry) -> Range<Int>? {
        defer {
            self.hasKept = true
            self.start = nil
            self.end = entry.value.range.upperBound
        }
        return self.start.map { $0..<entry.name.range.lowerBound }
    }
}
