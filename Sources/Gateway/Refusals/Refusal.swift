/// Every "no" of the public listener after a request's head was understood. Closed: what is refused has a name.
package enum Refusal: Error, Equatable, Sendable {
    case notFound
    case methodNotAllowed
    /// TRACE on a forward route: the reply would show the gateway's credential.
    case traceNotAllowed
    /// Public keys are there to be read.
    case documentMethodNotAllowed
    /// A path that the upstream could read as another one.
    case ambiguousPath
    /// No credential, or one that nobody enabled holds.
    case badCredential
    /// Credentials of two kinds, or one twice, or one that cannot be read.
    case ambiguousCredential
    /// The consumer may not use the route, or has no body key where the route asks for its own.
    case forbidden
    case unsupportedMediaType
    case bodyTooLarge
    /// The body did not open. One answer for every cause (``BodyOpenFailure``), in bytes and in time.
    case notOpened
    /// Too many bodies of this consumer did not open of late.
    case tooManyFailures(retryAfterSeconds: Int)
    /// Opened, and not a request of the dialect.
    case notParsed
    /// A request of the dialect whose hint names no type of token, where that counts.
    case unsupportedHint
    /// No such live token.
    case invalidToken
    /// A token of another consumer. Dialects whose documents know no word for that say what they say of an unknown one.
    case foreignToken
    /// The consumer recorded as many unknown subjects as it may.
    case tooManyUnknown(retryAfterSeconds: Int)
    /// The revoker cannot express the subject.
    case unsupportedSubject
    /// Not known to be done; safe to repeat.
    case unavailable(retryAfterSeconds: Int)
    /// The upstream answered with what cannot be passed on, or broke off before it answered.
    case badGateway
    /// The upstream's reply is longer than the gateway holds.
    case replyTooLarge
    /// The upstream did not answer in time.
    case gatewayTimeout
    /// As many exchanges are in flight as may be.
    case overloaded
    /// The body did not arrive in time.
    case bodyTimeout
    /// The reply could not be sealed; the revocation stands.
    case notSealed
}
