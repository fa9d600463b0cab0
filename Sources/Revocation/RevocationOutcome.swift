/// What became of a call. Only ``revoked`` and ``alreadyRevoked`` say that the token is dead.
package enum RevocationOutcome: Equatable, Sendable {
    /// Durable now, because of this call.
    case revoked(at: Timestamp)
    /// Durable before this call; the time is that of the first revocation.
    case alreadyRevoked(at: Timestamp)
    /// The authority for the token says that no such live token exists.
    case unknown
    /// The token belongs to another consumer; nothing was changed.
    case ownedByAnother
    /// The caller has recorded as many unknown subjects as it may; nothing was changed.
    case limited(retryAfterSeconds: Int)
    /// The revoker cannot express this kind of subject; nothing was changed.
    case unsupportedSubject
    /// Not known to be done: may be repeated, must not be believed.
    case unavailable(retryAfterSeconds: Int)
}
