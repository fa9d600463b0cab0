import Gateway
import NIOCore

/// Keeps access tokens at hand for the upstreams that want one, off the event loops, and tells every loop. One for the
/// process, and one task for each upstream, so that no token is asked for twice at a time.
actor AccessTokenWatch {
    private let tokens: AccessTokens
    private let alarms: UpstreamAlarms
    private let contexts: UpstreamContexts
    private var tasks: [String: (credentials: ClientCredentials, task: Task<Void, Never>)] = [:]
    private var loops: [NIOLoopBound<GatewayLoop>] = []

    init(_ tokens: AccessTokens, alarms: UpstreamAlarms, contexts: UpstreamContexts) {
        self.tokens = tokens
        self.alarms = alarms
        self.contexts = contexts
    }

    /// Whom to tell. Before the first ``adopt(_:)``.
    func tell(_ loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
    }

    /// From now on these have tokens, and no others. A token that is there stays where its credentials do.
    func adopt(_ upstreams: [Upstream]) {
        var wanted: [String: ClientCredentials] = [:]
        for upstream in upstreams { wanted[upstream.name] = upstream.clientCredentials }
        for (name, entry) in self.tasks where wanted[name] != entry.credentials {
            entry.task.cancel()
            self.tasks[name] = nil
            self.tokens.forget(name)
        }
        for (name, credentials) in wanted where self.tasks[name] == nil {
            let (wakes, wake) = self.tokens.begin(credentials, at: GatewayLoop.milliseconds(.now()))
            // Made while the context of its trust is sure to be there.
            let connector = UpstreamConnector(credentials.service, contexts: self.contexts, alarms: self.alarms)
            let keeper = TokenKeeper(
                credentials: credentials, tokens: self.tokens, alarms: self.alarms, connector: connector,
                loops: self.loops)
            self.tasks[name] = (credentials, Task { await keeper.keep(wakes, wake) })
        }
    }

    func stop() {
        for entry in self.tasks.values { entry.task.cancel() }
        self.tasks = [:]
    }
}

/// Fetches the access token of one upstream whenever its schedule says so.
private struct TokenKeeper: Sendable {
    let credentials: ClientCredentials
    let tokens: AccessTokens
    let alarms: UpstreamAlarms
    let connector: UpstreamConnector
    let loops: [NIOLoopBound<GatewayLoop>]

    private var now: Int { GatewayLoop.milliseconds(.now()) }

    /// Until the task is cancelled.
    func keep(_ wakes: AsyncStream<Void>, _ wake: AsyncStream<Void>.Continuation) async {
        var wakes = wakes.makeAsyncIterator()
        while !Task.isCancelled, let schedule = self.tokens.schedule(of: self.credentials) {
            let time = self.now
            if schedule.isDue(at: time) {
                // The token that is there may end while the next one lets itself be waited for.
                let end = schedule.validUntil.map { end in
                    Task {
                        guard (try? await Task.sleep(for: .milliseconds(max(0, end - time)))) != nil else { return }
                        self.tellLoops()
                    }
                }
                await self.fetch()
                end?.cancel()
            } else {
                // A stream ends with a task that waits for it and is cancelled, so the alarm clock comes by it too.
                let wait = Duration.milliseconds(schedule.next(after: time) - time)
                let clock = Task { if (try? await Task.sleep(for: wait)) != nil { wake.yield() } }
                await wakes.next()
                clock.cancel()
            }
            guard !Task.isCancelled else { return }
            self.tellLoops()
        }
    }

    private func fetch() async {
        guard let eventLoop = self.loops.first?.eventLoop else { return }
        let outcome = await AccessTokenFetch.token(
            for: self.credentials, by: self.connector, alarms: self.alarms, on: eventLoop)
        guard !Task.isCancelled else { return }
        let upstream = self.credentials.service.name
        switch outcome {
        case .success(let token):
            if self.tokens.fetched(token, for: self.credentials, at: self.now) {
                self.alarms.raise(.tokenFetched, upstream: upstream)
            }
        case .failure(let failure):
            self.tokens.failed(failure, for: self.credentials, at: self.now)
            self.alarms.raise(.noToken(failure), upstream: upstream)
        }
    }

    private func tellLoops() {
        let upstream = self.credentials.service.name
        for loop in self.loops {
            loop.eventLoop.execute { loop.value.upstreams.accessTokenChanged(of: upstream) }
        }
    }
}
