import Gateway
import NIOCore

/// Follows the addresses of upstreams and how they are, off the event loops, and tells every loop. One for the process.
actor UpstreamWatch {
    /// How long start-up and reload wait for names to resolve.
    private static let patience = Duration.seconds(5)
    /// How soon a name that does not resolve is tried again.
    private static let retryInterval = 2_000

    private let alarms: UpstreamAlarms
    private var tasks: [String: (upstream: Upstream, task: Task<Void, Never>)] = [:]
    private var addresses: UpstreamAddresses = [:]
    private var loops: [NIOLoopBound<GatewayLoop>] = []

    init(alarms: UpstreamAlarms) {
        self.alarms = alarms
    }

    /// Whom to tell. Before the first ``adopt(_:)``.
    func tell(_ loops: [NIOLoopBound<GatewayLoop>]) {
        self.loops = loops
    }

    /// Finds the addresses of upstreams that are new or changed, in bounded time: what takes longer is told later.
    func addresses(of upstreams: [Upstream]) async -> UpstreamAddresses {
        var found = self.addresses
        for upstream in upstreams { found[upstream.name] = UpstreamResolver.literals(of: upstream) }
        let unresolved = upstreams.filter { found[$0.name] == nil }
        guard !unresolved.isEmpty else {
            self.addresses = found
            return found
        }
        for (name, list) in await self.resolve(unresolved) where !list.isEmpty { found[name] = list }
        self.addresses = found
        return found
    }

    /// What is found in time. The system's resolver cannot be told to stop, so a late answer is waited for by nobody.
    private func resolve(_ upstreams: [Upstream]) async -> UpstreamAddresses {
        let alarms = self.alarms
        let (answers, answer) = AsyncStream.makeStream(of: (name: String, list: [UpstreamAddress]).self)
        for upstream in upstreams {
            Task { answer.yield((upstream.name, await Self.resolve(upstream, alarms))) }
        }
        let timer = Task {
            try? await Task.sleep(for: Self.patience)
            answer.finish()
        }
        var found: UpstreamAddresses = [:]
        for await next in answers {
            found[next.name] = next.list
            if found.count == upstreams.count { break }
        }
        timer.cancel()
        return found
    }

    /// From now on these are followed, and no others.
    func adopt(_ upstreams: [Upstream]) {
        let names = Set(upstreams.map(\.name))
        for (name, entry) in self.tasks where !names.contains(name) {
            entry.task.cancel()
            self.tasks[name] = nil
            self.addresses[name] = nil
        }
        for upstream in upstreams {
            if let entry = self.tasks[upstream.name] {
                if entry.upstream.hasSameConnections(as: upstream) { continue }
                entry.task.cancel()
            }
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

    private func followNames(of upstream: Upstream) async {
        var interval = self.addresses[upstream.name] == nil ? 0 : upstream.resolveInterval
        while (try? await Task.sleep(for: .milliseconds(interval))) != nil {
            let found = await Self.resolve(upstream, self.alarms)
            guard !Task.isCancelled else { return }
            interval = found.isEmpty ? Self.retryInterval : upstream.resolveInterval
            // The last known addresses are better than none.
            guard !found.isEmpty, self.addresses[upstream.name] != found else { continue }
            self.addresses[upstream.name] = found
            for loop in self.loops {
                loop.eventLoop.execute { loop.value.upstreams.resolved([upstream.name: found]) }
            }
        }
    }

    private func check(_ upstream: Upstream, _ health: Upstream.HealthCheck) async {
        guard let eventLoop = self.loops.first?.eventLoop else { return }
        while !Task.isCancelled {
            await withTaskGroup(of: (String, Bool).self) { group in
                for address in self.addresses[upstream.name] ?? [] {
                    group.addTask {
                        (address.name, await UpstreamProbe.isGood(address, of: upstream, health, on: eventLoop))
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

    private static func resolve(_ upstream: Upstream, _ alarms: UpstreamAlarms) async -> [UpstreamAddress] {
        await UpstreamResolver.resolve(upstream) { failure in
            alarms.raise(.unresolved(host: failure.host, reason: failure.reason), upstream: upstream.name)
        }
    }
}
