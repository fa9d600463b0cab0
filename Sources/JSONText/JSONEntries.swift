/// The members of an object of a document that was validated whole, one after the other and without allocation. Names
/// may repeat: who reads all members says what that means.
package struct JSONEntries: ~Copyable, ~Escapable {
    package struct Entry: Sendable {
        /// A string.
        package let name: JSONValue
        package let value: JSONValue
    }

    private var scanner: JSONScanner
    private var isFirst = true

    /// - Parameter value: an object that an earlier pass found in this very document.
    @_lifetime(copy document)
    package init(of value: JSONValue, in document: Span<UInt8>, depthLimit: Int = JSONText.defaultDepthLimit) {
        precondition(value.kind == .object, "only objects have members")
        let text = document.extracting(..<value.range.upperBound)
        self.scanner = JSONScanner(text, from: value.range.lowerBound, depthLimit: depthLimit)
    }

    /// The next member; its offsets count from the start of the document. Nil behind the last.
    @_lifetime(self: copy self)
    package mutating func next() -> Entry? {
        do throws(JSONFailure) {
            if self.isFirst {
                self.isFirst = false
                self.scanner.position &+= 1
                self.scanner.skipWhiteSpace()
                if try self.scanner.current() == UInt8(ascii: "}") {
                    self.scanner.position = self.scanner.text.count
                    return nil
                }
            } else {
                guard self.scanner.position < self.scanner.text.count,
                    try self.scanner.readSeparator(isObject: true)
                else { return nil }
            }
            return Entry(name: try self.scanner.readName(), value: try self.scanner.readValue(at: 1))
        } catch {
            preconditionFailure("the value is not of this document: the reader found it well-formed")
        }
    }
}
