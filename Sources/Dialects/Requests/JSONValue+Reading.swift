import JSONText
import Primitives

extension JSONValue {
    /// Calls `read` with the characters of this string of `document`, as UTF-8; they are wiped after it.
    func withString<Result>(
        of document: Span<UInt8>, _ read: (Span<UInt8>) throws(DialectParseFailure) -> Result
    ) throws(DialectParseFailure) -> Result {
        guard self.kind == .string else { throw .wrongType }
        guard self.hasEscapes else { return try read(document.extracting(self.content)) }
        let text = SecretBuffer(capacity: self.range.count)
        JSONText.forEachPiece(of: self, in: document) { text.append($0) }
        return try read(text.bytes)
    }
}
