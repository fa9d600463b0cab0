/// A refusal as a dialect's reply tells it: nothing in it names a secret or a cause that callers are not told.
package struct DialectRefusal: Equatable, Sendable {
    package let reason: RefusalReason
    package let status: Int
    package let phrase: StaticString

    package init(reason: RefusalReason, status: Int, phrase: StaticString) {
        self.reason = reason
        self.status = status
        self.phrase = phrase
    }

    package static func == (left: DialectRefusal, right: DialectRefusal) -> Bool {
        left.reason == right.reason && left.status == right.status
            && left.phrase.description == right.phrase.description
    }
}

/// What callers are told a refusal by, whichever words a dialect has for it.
package enum RefusalReason: Sendable, CaseIterable {
    /// The request is at fault: its form, its size, its method.
    case request
    /// No credential, or one that is not good.
    case credential
    /// The caller may not do this here.
    case permission
    /// The authority for the token knows no such live token.
    case unknownToken
    /// The token was issued to another client.
    case foreignToken
    /// The revoker cannot express the subject.
    case unsupportedSubject
    /// The hint names a type of token that is none.
    case unsupportedHint
    /// More than the caller may ask for at present.
    case limit
    /// Not known to be done; safe to repeat.
    case unavailable
}
