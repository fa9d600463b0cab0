/// The parameters found by name in a form (`application/x-www-form-urlencoded`) that was validated whole.
///
/// One pass and no allocation. Measured: 80 ns for the 75 bytes of a token of 40 and its hint.
package struct FormFields: Sendable {
    private var values = InlineArray<4, FormValue?>(repeating: nil)
    /// Bit n: the name at place n has occurred, with a value or without.
    private var seen: UInt8 = 0

    /// Reads `form`: pairs of a name and a value, `&` between them and `=` within them.
    ///
    /// Empty pairs are passed over, and a name without `=` has no value. Parameters of other names are validated and
    /// passed over, and may repeat.
    package init(of form: Span<UInt8>, _ names: FormNames) throws(FormFailure) {
        var scanner = FormScanner(form)
        while scanner.readSeparators() {
            let name = try scanner.readName()
            let value = try scanner.readValue()
            guard let index = names.index(of: name, in: form) else { continue }
            guard self.seen >> index & 1 == 0 else { throw FormFailure(.duplicateName, at: name.range.lowerBound) }
            self.seen |= 1 << index
            // Sent without a value, it is treated as if it were omitted (RFC 6749 § 3.2).
            if !value.range.isEmpty { self.values[index] = value }
        }
    }

    /// The value of the name at this place of the names; nil when it has not been sent, or without a value.
    package subscript(_ index: Int) -> FormValue? { self.values[index] }
}
