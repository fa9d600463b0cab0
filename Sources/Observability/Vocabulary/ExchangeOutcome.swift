/// How an exchange ended, as metrics and the access log name it.
package enum ExchangeOutcome: Int, CaseIterable, Sendable {
    /// The token is dead because of this exchange.
    case revoked
    /// It was dead before.
    case alreadyRevoked
    /// The authority for the token knows no such live token, and the route counts that as success.
    case unknownAccepted
    /// It was told whether a token lives.
    case introspected
    /// An upstream's reply was passed on.
    case forwarded
    /// A browser asked whether a page of another origin may ask.
    case preflight
    /// Public keys were given out.
    case published
    /// The gateway said no.
    case refused
    /// The caller or an upstream went away before the reply was complete.
    case aborted

    package var word: StaticString {
        switch self {
        case .revoked: "revoked"
        case .alreadyRevoked: "already-revoked"
        case .unknownAccepted: "unknown-accepted"
        case .introspected: "introspected"
        case .forwarded: "forwarded"
        case .preflight: "preflight"
        case .published: "published"
        case .refused: "refused"
        case .aborted: "aborted"
        }
    }
}
