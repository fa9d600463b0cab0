/// Where a value, or a name, stands in its form. It holds none of the text.
package struct FormValue: Equatable, Sendable {
    /// Its bytes in the form, as they were sent.
    package let range: Range<Int>
    /// Whether it must be decoded before use; without this its bytes are the text itself, as UTF-8.
    package let isEncoded: Bool

    init(range: Range<Int>, isEncoded: Bool) {
        self.range = range
        self.isEncoded = isEncoded
    }
}
