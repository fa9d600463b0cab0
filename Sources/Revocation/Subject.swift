/// What a caller names a token by: the token itself, or the reference that the token service gave out beside it.
package enum SubjectKind: UInt8, Sendable, CaseIterable {
    case reference = 1
    case token = 2
}

/// One subject of a call: its kind and its UTF-8 value, 1 to ``maximumLength`` bytes. Never printable.
package struct Subject: Sendable {
    /// Longer values are refused at parsing: the longest tokens seen (nested JWE) stay under 8 KiB.
    package static let maximumLength = 16 * 1024

    package let kind: SubjectKind
    package let value: SubjectValue

    package init(kind: SubjectKind, value: SubjectValue) {
        self.kind = kind
        self.value = value
    }
}

extension Subject: CustomStringConvertible, CustomReflectable {
    package var description: String { "Subject(\(self.kind), redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
