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
        package var addresses: [ListenAddress]
        package var loops: Int

        package init(addresses: [ListenAddress], loops: Int = CoreCount.granted) {
            self.addresses = addresses
            self.loops = loops
        }
    }

    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<GatewayLoop>]
    private let listeners: [any Channel]
    private let shared: SharedCounts
    private let watch: UpstreamWatch
    private let alarms: UpstreamAlarms
    private let survey: LoopSurvey
    private let log: AccessLog
    private let logger: Logger

    /// Where the gateway listens; with port 0 asked for, the port it was given.
    package let addresses: [ListenAddress]

    /// Binds all listeners, or none: nothing is served before every one of them is bound.
    package init(
        _ settings: Settings, snapshot: Snapshot, subjectSecret: SecretBytes, ledger: any Ledger, seals: SealCounts,
        log: AccessLog, logger: Logger
    ) async throws(ListenFailure) {
        let shared = SharedCounts()
        let limiter = FailureLimiter()
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: settings.loops)
        self.shared = shared
        self.logger = logger
        let alarms = UpstreamAlarms(logger: logger)
        let watch = UpstreamWatch(alarms: alarms)
        self.watch = watch
        self.alarms = alarms
        self.log = log
        let addresses = await watch.addresses(of: snapshot.upstreamsInUse)
        do {
            var loops: [NIOLoopBound<GatewayLoop>] = []
            for eventLoop in self.group.makeIterator() {
                let loop = try await eventLoop.submit {
                    let observer = LoopObserver(log: log, subjectSecret: subjectSecret)
                    let loop = try GatewayLoop(
                        on: eventLoop, snapshot: snapshot, subjectSecret: subjectSecret, ledger: ledger, seals: seals,
                        limiter: limiter, shared: shared,
                        upstreams: LoopUpstreams(
                            eventLoop: eventLoop, addresses: addresses, alarms: alarms, observer: observer),
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
            throw ListenFailure(address: settings.addresses.first?.text ?? "", reason: String(describing: error))
        }
        do throws(ListenFailure) {
            (self.listeners, self.addresses) = try await Listening.bind(settings.addresses, loops: self.loops)
        } catch {
            try? await self.group.shutdownGracefully()
            throw error
        }
        await watch.tell(self.loops)
        await watch.adopt(snapshot.upstreamsInUse)
    }

    /// From the next request head on, `snapshot` decides, on every loop.
    package func adopt(_ snapshot: Snapshot) async {
        let addresses = await self.watch.addresses(of: snapshot.upstreamsInUse)
        await self.watch.forget(allBut: snapshot.upstreamsInUse)
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.adopt(snapshot, addresses) }.get()
        }
        await self.watch.adopt(snapshot.upstreamsInUse)
    }

    /// Stops accepting, lets exchanges in flight finish for at most `timeout` milliseconds, then closes what is left.
    /// The loops stay, for answers of the ledger that are still on their way: ``shutDown()`` ends them.
    package func drain(timeout: Int) async {
        await self.watch.stop()
        for listener in self.listeners { try? await listener.close() }
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.drain() }.get()
        }
        let end = NIODeadline.now() + .milliseconds(Int64(timeout))
        while self.shared.connections > 0, NIODeadline.now() < end {
            try? await self.loops[0].eventLoop.scheduleTask(in: .milliseconds(20)) {}.futureResult.get()
        }
        if self.shared.connections > 0 {
            self.logger.warning(
                "closing connections that did not finish in time",
                metadata: ["connections": "\(self.shared.connections)", "exchanges": "\(self.shared.exchanges)"])
        }
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.stop() }.get()
        }
    }

    /// What all loops have counted.
    package func figures() async -> ServerFigures {
        let (figures, stale) = await self.survey.figures()
        return ServerFigures(
            loops: figures, alarms: self.alarms.counts, loopCount: self.loops.count, staleLoops: stale,
            connections: self.shared.connections, exchangesInFlight: self.shared.exchanges)
    }

    /// Ends the loops, after they have handed over what is left of the access log.
    package func shutDown() async {
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.observer.flush() }.get()
        }
        try? await self.group.shutdownGracefully()
    }
}
