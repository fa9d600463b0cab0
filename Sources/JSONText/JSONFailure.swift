/// What is wrong with a document, and at which byte of it.
package struct JSONFailure: Error, Equatable, Sendable {
    package let fault: JSONFault
    /// Bytes from the start of the document to the first that cannot be right; its length when it ends too early.
    package let offset: Int

    package init(_ fault: JSONFault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }
}

/// The ways in which a document is not what RFC 8259 and this module's limits allow.
package enum JSONFault: Equatable, Sendable, CaseIterable {
    /// There is nothing but white space.
    case empty
    /// It begins with U+FEFF, which must not be added (RFC 8259 § 8.1).
    case byteOrderMark
    /// The value is not an object.
    case notAnObject
    /// It ends inside the value.
    case endsEarly
    /// No value begins with this byte: a word such as `NaN`, a single or typographic quote, a comment, a plus sign.
    case noValue
    /// A member must begin with a name in double quotes.
    case noName
    /// A name is not followed by a colon.
    case noColon
    /// A member or element is followed by neither a comma nor the end of its object or array.
    case noComma
    /// A comma, and then the end of the object or array.
    case trailingComma
    /// A word that begins like `true`, `false` or `null` and is none of them.
    case misspeltLiteral
    /// A number with a zero before its other digits.
    case leadingZero
    /// A number without digits where it must have some: after its sign, its point or its exponent.
    case missingDigits
    /// A character below U+0020 stands unescaped in a string (RFC 8259 § 7).
    case controlCharacter
    /// A backslash before a character that names no escape.
    case unknownEscape
    /// `\u` without four hexadecimal digits.
    case badUnicodeEscape
    /// Half of a surrogate pair: no character.
    case loneSurrogate
    /// Bytes that are not UTF-8 (RFC 3629): overlong forms, encoded surrogates and values above U+10FFFF too.
    case invalidUTF8
    /// Objects and arrays nest deeper than the limit.
    case tooDeep
    /// A name that is looked up occurs twice in the object, however it is escaped.
    case duplicateName
    /// Something other than white space follows the value.
    case trailingText
}
