import Gateway
import Observability
import Primitives
import Synchronization

/// The access tokens of all upstreams that want one, and when each is fetched. One for the process: loops look here when
/// they are told that something changed, and say here what an upstream refused.
///
/// Times are milliseconds of the loops' steady clock.
final class AccessTokens: Sendable {
    private struct Entry {
        let credentials: ClientCredentials
        var schedule: TokenSchedule
        var token: SecretBytes?
        /// Tells whoever fetches to look at the schedule again.
        let wake: AsyncStream<Void>.Continuation
        /// Whether a fetch has failed since the last that did not, or none has been made.
        var isFailing = true
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// By upstream and result.
        var counts = CounterRows(width: 1)
    }

    private let state = Mutex(State())

    // MARK: For loops

    /// The header line to show, while it is good.
    func field(for credentials: ClientCredentials, at time: Int) -> SecretBytes? {
        self.state.withLock { state in
            guard let entry = state.entries[credentials.service.name], entry.schedule.isValid(at: time),
                entry.credentials == credentials
            else { return nil }
            return entry.token
        }
    }

    /// An upstream does not accept this header line; it is the last word on it only where it is still the one to show.
    func refused(_ field: SecretBytes, of upstream: String, at time: Int) {
        let wake = self.state.withLock { state -> AsyncStream<Void>.Continuation? in
            guard let entry = state.entries[upstream], entry.token === field else { return nil }
            let due = entry.schedule.dueAt
            state.entries[upstream]?.schedule.refused(at: time, chance: .random(in: 0...1))
            return state.entries[upstream]?.schedule.dueAt == due ? nil : entry.wake
        }
        wake?.yield()
    }

    // MARK: For whoever fetches

    /// From now on a token is wanted. - Returns: what calls whenever the schedule has changed, and what to call it by.
    func begin(
        _ credentials: ClientCredentials, at time: Int
    ) -> (AsyncStream<Void>, AsyncStream<Void>.Continuation) {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let entry = Entry(credentials: credentials, schedule: TokenSchedule(at: time), wake: wake)
        self.state.withLock { $0.entries[credentials.service.name] = entry }
        return (wakes, wake)
    }

    func forget(_ upstream: String) {
        let entry = self.state.withLock { $0.entries.removeValue(forKey: upstream) }
        entry?.wake.finish()
    }

    /// nil: nothing is wanted for these credentials any more.
    func schedule(of credentials: ClientCredentials) -> TokenSchedule? {
        self.state.withLock { state in
            guard let entry = state.entries[credentials.service.name], entry.credentials == credentials else {
                return nil
            }
            return entry.schedule
        }
    }

    /// - Returns: whether a token is there again after there was none, or had been trouble.
    func fetched(_ token: AccessToken, for credentials: ClientCredentials, at time: Int) -> Bool {
        self.record("ok", credentials) { entry in
            entry.schedule.fetched(lifetime: token.lifetime, at: time)
            entry.token = token.field
            defer { entry.isFailing = false }
            return entry.isFailing
        }
    }

    func failed(_ failure: TokenFetchFailure, for credentials: ClientCredentials, at time: Int) {
        self.record(failure.word, credentials) { entry in
            entry.schedule.failed(at: time, chance: .random(in: 0...1))
            entry.isFailing = true
            return true
        }
    }

    @discardableResult
    private func record(
        _ result: String, _ credentials: ClientCredentials, _ change: (inout Entry) -> Bool
    ) -> Bool {
        let name = credentials.service.name
        return self.state.withLock { state in
            state.counts.add(row: state.counts.row([name, result]), cell: 0)
            guard var entry = state.entries[name], entry.credentials == credentials else { return false }
            defer { state.entries[name] = entry }
            return change(&entry)
        }
    }

    // MARK: For operators

    func append(to page: inout MetricsText, at time: Int) {
        let (counts, entries) = self.state.withLock { ($0.counts, $0.entries.mapValues(\.schedule)) }
        page.begin(.accessTokenFetches)
        for (row, labels) in counts.labels.enumerated() { page.sample(.accessTokenFetches, labels, counts[row, 0]) }
        page.begin(.accessTokenValid)
        for (upstream, schedule) in entries.sorted(by: { $0.key < $1.key }) {
            page.sample(.accessTokenValid, [upstream], schedule.isValid(at: time) ? 1 : 0)
        }
    }
}
