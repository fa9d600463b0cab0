/// What became of a request to an upstream.
package enum UpstreamResult: Int, CaseIterable, Sendable {
    /// A reply that was understood.
    case ok
    // Replies that were not what was asked for
    case credentialRefused
    case notUnderstood
    case serverError
    case limited
    case notLearned
    case expiryNotUnderstood
    // Calls that ended without a reply
    case noAccessToken
    case circuitOpen
    case queueFull
    case queueTimeout
    case unreachable
    case timeout
    case broken

    package var word: StaticString {
        switch self {
        case .ok: "ok"
        case .credentialRefused: "credential-refused"
        case .notUnderstood: "not-understood"
        case .serverError: "server-error"
        case .limited: "limited"
        case .notLearned: "not-learned"
        case .expiryNotUnderstood: "expiry-not-understood"
        case .noAccessToken: "no-access-token"
        case .circuitOpen: "circuit-open"
        case .queueFull: "queue-full"
        case .queueTimeout: "queue-timeout"
        case .unreachable: "unreachable"
        case .timeout: "timeout"
        case .broken: "broken"
        }
    }
}
