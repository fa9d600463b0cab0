import Envelopes
import Gateway
import HTTP1
import NIOCore
import Primitives
import Revocation

/// What one event loop holds: its pipeline, its revoker, its connections and their deadlines. Used on that loop only.
final class GatewayLoop {
    /// How often deadlines are looked at, and so how exact they are.
    static let tickMilliseconds = 100
    /// How long a stop leaves idle connections open, so that a request already on its way is answered with
    /// `Connection: close` and not met by a reset.
    static let drainGrace = 1_000
    /// Larger replies get memory of their own, which goes with them.
    private static let largestKeptOutput = 16 << 10

    let eventLoop: any EventLoop
    let pipeline: Pipeline
    let upstreams: LoopUpstreams
    let turnEnd: TurnEnd
    let threads: LoopThreads
    let shared: SharedCounts
    let observer: LoopObserver
    private(set) var isDraining = false
    private(set) var date = DateField()
    @exclusivity(unchecked) private var wire = ResponseWire()
    /// Used in turn: a reply's is let go at the end of its turn of the loop, unless a peer reads slowly.
    @exclusivity(unchecked) private var outputs = [ByteBuffer](repeating: ByteBuffer(), count: 64)
    private var nextOutput = 0
    @exclusivity(unchecked) private var deadlines = DeadlineTable()
    private var connections: [ConnectionHandler?] = []
    private var timer: Scheduled<Void>?
    private var tickedAt = 0
    /// Copies of counts that were given out.
    private var surveys = 0

    init(
        eventLoop: any EventLoop, pipeline: Pipeline, upstreams: LoopUpstreams, threads: LoopThreads,
        shared: SharedCounts, observer: LoopObserver
    ) {
        self.eventLoop = eventLoop
        self.pipeline = pipeline
        self.upstreams = upstreams
        self.turnEnd = upstreams.turnEnd
        self.threads = threads
        self.shared = shared
        self.observer = observer
    }

    /// Puts together what a loop needs to serve with the embedded revoker and upstreams.
    convenience init(
        on eventLoop: any EventLoop, snapshot: Snapshot, subjectSecret: SecretBytes, ledger: any Ledger,
        seals: SealCounts, limiter: FailureLimiter, answers: LockedAnswers, threads: CryptoThreads,
        shared: SharedCounts, upstreams: LoopUpstreams, observer: LoopObserver
    ) throws {
        let port = LoopPort(loop: eventLoop)
        let revoker = try EmbeddedRevoker(
            secret: subjectSecret, ledger: ledger, port: port,
            atEndOfTurn: { flush in eventLoop.assumeIsolated().execute(flush) })
        port.connect(revoker)
        let threads = LoopThreads(threads, on: eventLoop, limit: snapshot.limits.keyOperationQueue)
        let pipeline = Pipeline(
            snapshot: snapshot, seals: seals, limiter: limiter,
            identifiers: RequestIDs(process: .random(in: .min ... .max), start: .random(in: .min ... .max)),
            services: LoopServices(
                embedded: revoker, learner: revoker, finder: revoker, confirmer: revoker,
                answers: try AnswerMemory(secret: subjectSecret, shared: answers), threads: threads,
                connect: upstreams.revocations.pool,
                forward: upstreams.forwards.pool))
        upstreams.settle()
        observer.adopt(snapshot)
        self.init(
            eventLoop: eventLoop, pipeline: pipeline, upstreams: upstreams, threads: threads, shared: shared,
            observer: observer)
    }

    /// From the next request head on, `snapshot` decides; upstreams that it does not have end.
    func adopt(_ snapshot: Snapshot, _ addresses: UpstreamAddresses) {
        self.upstreams.prepare(addresses)
        self.pipeline.adopt(snapshot)
        self.threads.limit = snapshot.limits.keyOperationQueue
        self.observer.adopt(snapshot)
        self.upstreams.settle()
    }

    /// Milliseconds of a steady clock.
    var steady: Int { Self.milliseconds(.now()) }

    static func milliseconds(_ time: NIODeadline) -> Int { Int(time.uptimeNanoseconds / 1_000_000) }

    func start() {
        self.readClocks()
        self.timer = self.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(Self.tickMilliseconds))) {
            self.ticked()
        }
    }

    /// Runs something later, on this loop.
    func run(at moment: NIODeadline, _ body: @escaping () -> Void) {
        self.eventLoop.assumeIsolated().scheduleTask(deadline: moment, body)
    }

    /// One response as one buffer.
    func response(
        closes: Bool, omitsContent: Bool, for record: inout ExchangeRecord,
        _ render: (Pipeline, inout ResponseWire) -> Void
    ) -> ByteBuffer {
        self.wire.begin(closes: closes, omitsContent: omitsContent, date: self.date)
        render(self.pipeline, &self.wire)
        if self.wire.isAwaited { return ByteBuffer() }
        record.replied(self.wire)
        if self.wire.bytes.count > Self.largestKeptOutput {
            let large = ByteBuffer(bytes: self.wire.bytes)
            self.wire.shrink()
            return large
        }
        let place = self.nextOutput
        self.nextOutput = (place + 1) % self.outputs.count
        self.outputs[place].clear()
        self.outputs[place].writeBytes(self.wire.bytes)
        return self.outputs[place]
    }

    /// Whether another thread has to seal the body of the response that was rendered last.
    var isSealAwaited: Bool { self.wire.isAwaited }

    func takeAwaitedSeal() -> AwaitedSeal? { self.wire.takeAwaited() }

    /// The head of a reply that is passed on.
    func forwardedHead(
        _ head: borrowing ResponseHead, _ bytes: Span<UInt8>, _ framing: ForwardedFraming, _ requestID: RequestID,
        closes: Bool
    ) -> ByteBuffer {
        self.wire.begin(closes: closes, date: self.date)
        self.wire.append(forwarded: head, bytes, framing, requestID)
        return ByteBuffer(bytes: self.wire.bytes)
    }

    func stop() {
        self.timer?.cancel()
        self.timer = nil
        for connection in self.connections { connection?.close() }
        self.upstreams.stop()
    }

    /// A copy of what this loop has counted.
    func takeFigures() -> LoopFigures {
        self.surveys += 1
        var figures = self.observer.figures
        figures.number = self.surveys
        figures.pools = self.upstreams.figures
        return figures
    }

    // MARK: Connections

    func add(_ connection: ConnectionHandler, due: Int) -> Int {
        let slot = self.deadlines.acquire(due: due)
        if slot == self.connections.count {
            self.connections.append(connection)
        } else {
            self.connections[slot] = connection
        }
        return slot
    }

    func remove(slot: Int) {
        self.connections[slot] = nil
        self.deadlines.release(slot)
    }

    /// Counts from the last tick and one tick more, so that no clock is read: never early, at most two ticks late.
    func set(slot: Int, after milliseconds: Int) {
        self.deadlines.set(slot, due: self.tickedAt + Self.tickMilliseconds + milliseconds)
    }

    /// From now on each reply says `Connection: close`, and idle connections go after ``drainGrace``.
    func drain() {
        self.isDraining = true
        self.endIdle()
    }

    /// Idle connections that are to end go after ``drainGrace``.
    func endIdle() {
        let due = self.steady + Self.drainGrace
        for (slot, connection) in self.connections.enumerated() {
            if let connection, connection.isIdle, connection.isEnding { self.deadlines.set(slot, due: due) }
        }
    }

    private func readClocks() {
        let (wall, steady) = (WallClock.now.milliseconds, NIODeadline.now())
        self.date.update(milliseconds: wall)
        self.tickedAt = Self.milliseconds(steady)
        self.observer.ticked(wall: wall, steady: steady)
    }

    private func ticked() {
        self.readClocks()
        for slot in self.deadlines.expire(at: self.tickedAt) {
            self.connections[slot]?.deadlineReached()
        }
        self.upstreams.ticked()
        self.timer = self.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(Self.tickMilliseconds))) {
            self.ticked()
        }
    }
}
