/// What is wrong with a form, and at which byte of it.
package struct FormFailure: Error, Equatable, Sendable {
    package let fault: FormFault
    /// Bytes from the start of the form to the first that cannot be right.
    package let offset: Int

    package init(_ fault: FormFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }
}

/// The ways in which bytes are not a form, or not one that can be read in one way only.
package enum FormFault: Equatable, Sendable, CaseIterable {
    /// A control character or a space stands as it is, where a form has `%XX` or `+`.
    case unencodedByte
    /// `%` without two hexadecimal digits after it.
    case malformedEscape
    /// A name or value that is not UTF-8 (RFC 3629) once decoded: overlong forms and surrogates too.
    case notUTF8
    /// A name that is looked up occurs twice, however it is encoded and with or without values.
    case duplicateName
}
