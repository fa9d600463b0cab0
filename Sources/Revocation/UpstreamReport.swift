/// What asking an upstream took, for operators.
package struct UpstreamReport: Equatable, Sendable {
    /// From when to when the call was the upstream's, waiting and retries included; nanoseconds of a steady clock.
    package var beganAt: UInt64 = 0
    package var endedAt: UInt64 = 0
    /// How often it was sent.
    package var attempts = 0
    /// Why it was not carried out; nil when it was, or when the upstream explicitly said no.
    package var failure: UpstreamFailure?

    /// Whether the exchange ends when the call does: nothing else is waited for.
    package var isEnd = true

    package init() {}
}

/// Why an upstream did not carry a call out.
package enum UpstreamFailure: Equatable, Sendable {
    /// The body could not be sealed for it.
    case unsealable
    /// There is no access token to show there.
    case noAccessToken
    case circuitOpen
    case queueFull
    case queueTimeout
    case unreachable
    case timeout
    case broken
    case credentialRefused
    case notUnderstood
    case serverError
    case limited
}
