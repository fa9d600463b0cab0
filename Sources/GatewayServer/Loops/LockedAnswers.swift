import Gateway
import NIOConcurrencyHelpers

/// The kept answers of the process. Its lock is taken for questions that go beyond the ledger, and for revocations by
/// upstreams while there is a route of introspection.
final class LockedAnswers: SharedAnswers {
    private let answers = NIOLockedValueBox(KeptAnswers())

    func withAnswers<Result: Sendable>(_ body: (inout KeptAnswers) -> Result) -> Result {
        self.answers.withLockedValue(body)
    }
}
