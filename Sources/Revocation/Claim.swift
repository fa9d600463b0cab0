/// Who asked for a revocation, and when. Whether it binds the token is ``SubjectRecord``'s to say.
package struct Claim: Equatable, Sendable {
    package let at: Timestamp
    package let by: ConsumerNumber

    package init(at: Timestamp, by: ConsumerNumber) {
        self.at = at
        self.by = by
    }
}
