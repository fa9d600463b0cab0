import JSONText
import Primitives

/// A JSON object whose values are sealed, or are to be, and where they stand in it. Sealed, each of them is a text; what
/// is no text is sealed as its JSON, so that nothing travels in the clear but names and empty texts.
struct SealedValues {
    private let document: SecretBytes
    /// Of all values but empty texts, quotes included.
    private let places: [Range<Int>]

    /// The characters of each text, the JSON of each other value.
    let texts: [SecretBytes]

    enum Direction {
        /// Members of the envelope itself are none of the values, and these are texts.
        case opening
        /// Members of the envelope itself may not be there: they would travel in the clear.
        case sealing
    }

    /// nil where the document is no JSON object, or has members that it may not have, or more values than `limit`.
    init?(_ document: Span<UInt8>, own: [String], _ direction: Direction, limit: Int) {
        guard let pointer = try? JSONPointer(""), let whole = try? pointer.find(in: document),
            whole.kind == .object
        else { return nil }
        var places: [Range<Int>] = []
        var texts: [SecretBytes] = []
        var entries = JSONEntries(of: whole, in: document)
        while let entry = entries.next() {
            var name: [UInt8] = []
            JSONText.appendString(entry.name, of: document, to: &name)
            if own.contains(String(decoding: name, as: UTF8.self)) {
                guard direction == .opening else { return nil }
                continue
            }
            let isText = entry.value.kind == .string
            guard isText || direction == .sealing else { return nil }
            if isText, entry.value.content.isEmpty { continue }
            guard places.count < limit else { return nil }
            let text = SecretBuffer(capacity: entry.value.range.count)
            if isText {
                JSONText.forEachPiece(of: entry.value, in: document) { text.append($0) }
            } else {
                text.append(document.extracting(entry.value.range))
            }
            places.append(entry.value.range)
            texts.append(SecretBytes(copying: text.bytes))
        }
        self.document = SecretBytes(copying: document)
        self.places = places
        self.texts = texts
    }

    /// Appends the document with the value at each place, first to last, exchanged for what `text` gives.
    func forEachPiece(_ text: (Int) -> SecretBytes, _ body: (Span<UInt8>) -> Void) {
        let document = self.document
        let quote: [UInt8] = [UInt8(ascii: "\"")]
        var position = 0
        for (index, place) in self.places.enumerated() {
            let between = document.bytes
            body(between.extracting(position..<place.lowerBound))
            body(quote.span)
            let exchanged = text(index)
            JSONText.forEachEscapedPiece(of: exchanged.bytes) { body($0) }
            body(quote.span)
            position = place.upperBound
        }
        let rest = document.bytes
        body(rest.extracting(position...))
    }
}
