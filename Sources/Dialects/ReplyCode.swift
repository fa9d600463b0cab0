import JSONText

/// A result code or word of an upstream's reply: compared where it stands, copied only when it is written with escapes.
enum ReplyCode {
    /// Gives `body` the characters of a string of `document`.
    static func withString<Result>(
        _ value: JSONValue, of document: Span<UInt8>, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        guard value.hasEscapes else { return body(document.extracting(value.content)) }
        var characters: [UInt8] = []
        JSONText.appendString(value, of: document, to: &characters)
        return body(characters.span)
    }

    static func isListed(_ code: Span<UInt8>, in list: [String]) -> Bool {
        list.contains { self.spells(code, $0) }
    }

    /// Whether `code` is the UTF-8 of `text`, byte by byte: no letter case, no Unicode equivalence.
    static func spells(_ code: Span<UInt8>, _ text: String) -> Bool {
        var position = 0
        for byte in text.utf8 {
            guard position < code.count, code[position] == byte else { return false }
            position += 1
        }
        return position == code.count
    }
}
