/// The elements of an array of a document that was validated whole, one after the other and without allocation.
package struct JSONElements: ~Copyable, ~Escapable {
    private var scanner: JSONScanner
    private var isFirst = true

    /// - Parameter value: an array that an earlier pass found in this very document.
    @_lifetime(copy document)
    package init(of value: JSONValue, in document: Span<UInt8>, depthLimit: Int = JSONText.defaultDepthLimit) {
        precondition(value.kind == .array, "only arrays have elements")
        let text = document.extracting(..<value.range.upperBound)
        self.scanner = JSONScanner(text, from: value.range.lowerBound, depthLimit: depthLimit)
    }

    /// The next element; its offsets count from the start of the document. Nil behind the last.
    @_lifetime(self: copy self)
    package mutating func next() -> JSONValue? {
        do throws(JSONFailure) {
            if self.isFirst {
                self.isFirst = false
                self.scanner.position &+= 1
                self.scanner.skipWhiteSpace()
                if try self.scanner.current() == UInt8(ascii: "]") {
                    self.scanner.position = self.scanner.text.count
                    return nil
                }
            } else {
                guard self.scanner.position < self.scanner.text.count,
                    try self.scanner.readSeparator(isObject: false)
                else { return nil }
            }
            return try self.scanner.readValue(at: 1)
        } catch {
            preconditionFailure("the value is not of this document: the reader found it well-formed")
        }
    }
}
