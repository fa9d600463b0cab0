import Gateway
import NIOCore

/// Follows the addresses of upstreams and how they are, off the event loops, and tells every loop. One for the process.
actor UpstreamWatch {
    /// How long start-up and reload wait for names to resolve.
    private static let patience = Duration.seconds(5)
    /// How soon a name that does not resolve is tried again.
    private static let retryInterval = 2_000

    private let alarms: UpstreamAlarms
    private let contexts: UpstreamContexts
    private var tasks: [String: (upstream: Upstream, task: Task<Void, Never>)] = [:]
    private var addresses: UpstreamAddresses = [:]
    private var loops: [NIOLoopBound<GatewayLoop>] = []

    init(alarms: UpstreamAlarms, contexts: UpstreamContexts) {
        self.alarms = alarms
        self.contexts = contexts
    }

    /// Whom to tell. Before the first ``adopt(_:)``.
    func tell(_ loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
    }

    /// The addresses of upstreams; those that are new or changed are looked for in bounded time, and what takes longer is
    /// told later.
    func addresses(of upstreams: [Upstream]) async -> UpstreamAddresses {
        var found: UpstreamAddresses = [:]
        for upstream in upstreams {
            if let literals = UpstreamResolver.literals(of: upstream) {
                found[upstream.name] = ResolvedAddresses(literals, of: upstream)
            } else if let known = self.addresses[upstream.name], known.belong(to: upstream) {
                found[upstream.name] = known
            }
        }
        let unresolved = upstreams.filter { found[$0.name] == nil }
        if !unresolved.isEmpty {
            for (name, addresses) in await self.resolve(unresolved) where !addresses.list.isEmpty {
                found[name] = addresses
            }
        }
        // What was learned while names were waited for is newer.
        for (name, known) in self.addresses where found[name] != nil && unresolved.allSatisfy({ $0.name != name }) {
            if let upstream = upstreams.first(where: { $0.name == name }), known.belong(to: upstream) {
                found[name] = known
            }
        }
        self.addresses = found
        return found
    }

    /// What is found in time. The system's resolver cannot be told to stop, so a late answer is waited for by nobody.
    private func resolve(_ upstreams: [Upstream]) async -> UpstreamAddresses {
        let alarms = self.alarms
        let (answers, answer) = AsyncStream.makeStream(of: (name: String, addresses: ResolvedAddresses).self)
        for upstream in upstreams {
            Task {
                let list = await Self.resolve(upstream, last: [], alarms)
                answer.yield((upstream.name, ResolvedAddresses(list, of: upstream)))
            }
        }
        let timer = Task {
            try? await Task.sleep(for: Self.patience)
            answer.finish()
        }
        var found: UpstreamAddresses = [:]
        for await next in answers {
            found[next.name] = next.addresses
            if found.count == upstreams.count { break }
        }
        timer.cancel()
        return found
    }

    /// Stops to follow what is not among these, or was configured otherwise: before the loops turn to these.
    func forget(allBut upstreams: [Upstream]) {
        for (name, entry) in self.tasks {
            if upstreams.contains(where: { entry.upstream.hasSameConnections(as: $0) }) { continue }
            entry.task.cancel()
            self.tasks[name] = nil
        }
    }

    /// From now on these are followed, and no others.
    func adopt(_ upstreams: [Upstream]) {
        self.forget(allBut: upstreams)
        for upstream in upstreams where self.tasks[upstream.name] == nil {
            self.tasks[upstream.name] = (upstream, Task { await self.follow(upstream) })
        }
    }

    func stop() {
        for entry in self.tasks.values { entry.task.cancel() }
        self.tasks = [:]
    }

    private func follow(_ upstream: Upstream) async {
        await withTaskGroup(of: Void.self) { group in
            if UpstreamResolver.literals(of: upstream) == nil { group.addTask { await self.followNames(of: upstream) } }
            if let health = upstream.health { group.addTask { await self.check(upstream, health) } }
        }
    }

    /// What is known of an upstream as it is configured here.
    private func known(of upstream: Upstream) -> [UpstreamAddress] {
        self.addresses[upstream.name].flatMap { $0.belong(to: upstream) ? $0.list : nil } ?? []
    }

    private func followNames(of upstream: Upstream) async {
        var interval = self.known(of: upstream).isEmpty ? 0 : upstream.resolveInterval
        while (try? await Task.sleep(for: .milliseconds(interval))) != nil {
            let list = await Self.resolve(upstream, last: self.known(of: upstream), self.alarms)
            guard !Task.isCancelled else { return }
            interval = list.isEmpty ? Self.retryInterval : upstream.resolveInterval
            guard !list.isEmpty, self.known(of: upstream) != list else { continue }
            let found = ResolvedAddresses(list, of: upstream)
            self.addresses[upstream.name] = found
            for loop in self.loops {
                loop.eventLoop.execute { loop.value.upstreams.resolved(found, of: upstream.name) }
            }
        }
    }

    private func check(_ upstream: Upstream, _ health: Upstream.HealthCheck) async {
        guard !Task.isCancelled, let eventLoop = self.loops.first?.eventLoop else { return }
        let connector = UpstreamConnector(upstream, contexts: self.contexts, alarms: self.alarms)
        while !Task.isCancelled {
            await withTaskGroup(of: (String, Bool).self) { group in
                for address in self.known(of: upstream) {
                    group.addTask {
                        (address.name, await UpstreamProbe.isGood(address, health, by: connector, on: eventLoop))
                    }
                }
                for await (address, isGood) in group where !Task.isCancelled {
                    for loop in self.loops {
                        loop.eventLoop.execute {
                            loop.value.upstreams.checked(upstream.name, address: address, isGood: isGood)
                        }
                    }
                }
            }
            try? await Task.sleep(for: .milliseconds(health.interval))
        }
    }

    private static func resolve(
        _ upstream: Upstream, last: [UpstreamAddress], _ alarms: UpstreamAlarms
    ) async -> [UpstreamAddress] {
        await UpstreamResolver.resolve(upstream, last: last) { failure in
            alarms.raise(.unresolved(host: failure.host, reason: failure.reason), upstream: upstream.name)
        }
    }
}
