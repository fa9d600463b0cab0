extension JSONText {
    /// Whether a string found in `document` spells `text`, byte by byte after unescaping.
    static func isString(_ value: JSONValue, in document: Span<UInt8>, equalTo text: Span<UInt8>) -> Bool {
        var position = 0
        var isEqual = true
        self.forEachPiece(of: value, in: document) { piece in
            guard isEqual, piece.count <= text.count - position else {
                isEqual = false
                return
            }
            for index in piece.indices where piece[index] != text[position + index] { isEqual = false }
            position += piece.count
        }
        return isEqual && position == text.count
    }
}
