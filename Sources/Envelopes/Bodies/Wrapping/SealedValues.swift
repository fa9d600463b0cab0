import JSONText
import Primitives

/// A JSON object whose text values are sealed, or are to be, and where they stand in it.
struct SealedValues {
    private let document: SecretBytes
    /// Of the texts that are not empty: the places of their JSON strings, quotes included.
    private let places: [Range<Int>]

    /// The characters of each text.
    let texts: [SecretBytes]

    /// What members of the envelope itself mean among the values.
    enum OwnMembers {
        /// They are none of the values.
        case passedOver
        /// They may not be there: they would travel in the clear.
        case refused
    }

    /// nil where the document is no JSON object, or has members that it may not have, or more texts than `limit`.
    init?(_ document: Span<UInt8>, own: [String], _ meaning: OwnMembers, limit: Int) {
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
                guard meaning == .passedOver else { return nil }
                continue
            }
            guard entry.value.kind == .string, !entry.value.content.isEmpty else { continue }
            guard places.count < limit else { return nil }
            let text = SecretBuffer(capacity: entry.value.content.count)
            JSONText.forEachPiece(of: entry.value, in: document) { text.append($0) }
            places.append(entry.value.range)
            texts.append(SecretBytes(copying: text.bytes))
        }
        self.document = SecretBytes(copying: document)
        self.places = places
        self.texts = texts
    }

    /// Appends the document with the string at each place, first to last, exchanged for what `text` gives.
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
