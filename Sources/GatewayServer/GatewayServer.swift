package import Envelopes
package import Gateway
package import Logging
import NIOCore
import NIOPosix
package import Primitives
package import Revocation

/// The public listener: one event loop for each core that was granted, every one with a socket, a pipeline and a revoker
/// of its own.
package final class GatewayServer: Sendable {
    package struct Settings: Sendable {
        package var listeners: [Listener]
        package var loops: Int

        package init(listeners: [Listener], loops: Int = CoreCount.granted) {
            self.listeners = listeners
            self.loops = loops
        }
    }

    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<GatewayLoop>]
    private let listeners: Listeners
    private let contexts: UpstreamContexts
    private let shared: SharedCounts
    private let answers: LockedAnswers
    private let threads: CryptoThreads
    private let watch: UpstreamWatch
    private let tokens: AccessTokens
    private let tokenWatch: AccessTokenWatch
    private let alarms: UpstreamAlarms
    private let survey: LoopSurvey
    private let log: AccessLog
    private let logger: Logger

    /// Where the gateway listens; with port 0 asked for, the port it was given.
    package var addresses: [ListenAddress] {
        get async { await self.listeners.addresses }
    }

    /// Binds all listeners, or none: nothing is served before every one of them is bound.
    ///
    /// - Parameter contexts: prepared for the upstreams of the snapshot.
    package init(
        _ settings: Settings, snapshot: Snapshot, contexts: UpstreamContexts, subjectSecret: SecretBytes,
        ledger: any Ledger, seals: SealCounts, log: AccessLog, logger: Logger
    ) async throws(ListenFailure) {
        let shared = SharedCounts()
        let limiter = FailureLimiter()
        let answers = LockedAnswers()
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: settings.loops)
        self.shared = shared
        self.answers = answers
        let count = snapshot.limits.keyOperationThreads
        let threads = CryptoThreads(count: count > 0 ? count : CoreCount.granted)
        self.threads = threads
        self.logger = logger
        let alarms = UpstreamAlarms(logger: logger)
        let watch = UpstreamWatch(alarms: alarms, contexts: contexts)
        self.watch = watch
        let tokens = AccessTokens()
        self.tokens = tokens
        self.tokenWatch = AccessTokenWatch(tokens, alarms: alarms, contexts: contexts)
        self.alarms = alarms
        self.log = log
        self.contexts = contexts
        let addresses = await watch.addresses(of: snapshot.upstreamsInUse)
        do {
            var loops: [NIOLoopBound<GatewayLoop>] = []
            for eventLoop in self.group.makeIterator() {
                let loop = try await eventLoop.submit {
                    let observer = LoopObserver(log: log, subjectSecret: subjectSecret)
                    let loop = try GatewayLoop(
                        on: eventLoop, snapshot: snapshot, subjectSecret: subjectSecret, ledger: ledger, seals: seals,
                        limiter: limiter, answers: answers, threads: threads, shared: shared,
                        upstreams: LoopUpstreams(
                            at: PoolPlace(
                                on: eventLoop, alarms: alarms, contexts: contexts, tokens: tokens, observer: observer),
                            addresses: addresses),
                        observer: observer)
                    loop.start()
                    return NIOLoopBound(loop, eventLoop: eventLoop)
                }.get()
                loops.append(loop)
            }
            self.loops = loops
            self.survey = LoopSurvey(loops)
        } catch {
            try? await self.group.shutdownGracefully()
            let first = settings.listeners.first?.address.text ?? ""
            throw ListenFailure(address: first, reason: String(describing: error))
        }
        self.listeners = Listeners(on: self.loops)
        do throws(ListenFailure) {
            _ = await self.listeners.commit(try await self.listeners.prepare(settings.listeners))
        } catch {
            try? await self.group.shutdownGracefully()
            throw error
        }
        await watch.tell(self.loops)
        await watch.adopt(snapshot.upstreamsInUse)
        await self.tokenWatch.tell(self.loops)
        await self.tokenWatch.adopt(snapshot.upstreamsInUse)
    }

    /// From the next request head on, `snapshot` decides, on every loop; and these listeners count. Fails with nothing
    /// changed where one cannot be bound. `contexts` are prepared for the upstreams of the snapshot.
    package func adopt(_ snapshot: Snapshot, _ listeners: [Listener]) async throws(ListenFailure) {
        // Names may take seconds; what is bound already lets nobody in until all is changed.
        let addresses = await self.watch.addresses(of: snapshot.upstreamsInUse)
        let plan = try await self.listeners.prepare(listeners)
        await self.watch.forget(allBut: snapshot.upstreamsInUse)
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.adopt(snapshot, addresses) }.get()
        }
        await self.watch.adopt(snapshot.upstreamsInUse)
        await self.tokenWatch.adopt(snapshot.upstreamsInUse)
        self.contexts.keep(for: snapshot.upstreamsInUse)
        guard !(await self.listeners.commit(plan)).isEmpty else { return }
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.endIdle() }.get()
        }
    }

    /// Stops accepting, lets exchanges in flight finish for at most `timeout` milliseconds, then closes what is left.
    /// The loops stay, for answers of the ledger that are still on their way: ``shutDown()`` ends them.
    package func drain(timeout: Int) async {
        await self.beginDrain()
        await self.watch.stop()
        await self.tokenWatch.stop()
        await self.listeners.close()
        // Once more for who came in between.
        await self.beginDrain()
        let end = NIODeadline.now() + .milliseconds(Int64(timeout))
        while self.shared.connections > 0, NIODeadline.now() < end {
            try? await self.loops[0].eventLoop.scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
        }
        if self.shared.connections > 0 {
            self.logger.warning(
                "closing connections that did not finish in time",
                metadata: [
                    "connections": "\(self.shared.connections)",
                    "exchanges": "\(self.shared.exchanges + self.shared.forwards)",
                ])
        }
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.stop() }.get()
        }
    }

    private func beginDrain() async {
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.drain() }.get()
        }
    }

    /// What all loops have counted.
    package func figures() async -> ServerFigures {
        let (figures, stale) = await self.survey.figures()
        return ServerFigures(
            loops: figures, alarms: self.alarms.counts, tokens: self.tokens, loopCount: self.loops.count,
            staleLoops: stale,
            connections: self.shared.connections, exchangesInFlight: self.shared.exchanges + self.shared.forwards,
            threads: self.threads, keptAnswers: self.answers.withAnswers { $0.count },
            failedHandshakes: self.shared.failedHandshakes)
    }

    /// Ends the loops, after they have handed over what is left of the access log.
    package func shutDown() async {
        await self.threads.stop()
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.observer.flush() }.get()
        }
        try? await self.group.shutdownGracefully()
    }
}
