import Dispatch
import Foundation
package import Revocation

/// The gateway's ledger: durable revocations in one SQLite file, for one gateway at a time.
///
/// Loops put calls into a bounded queue; a thread of its own takes all that waits, writes one journal row, waits for
/// the one fsync that covers it, and only then answers. A failed write answers `unavailable`, and nothing is
/// acknowledged until the store, opened anew, has taken a write. Commands work on the same file meanwhile
/// (``SQLiteTokenRegistry``), and what they change counts in the next group.
package final class SQLiteLedger: Ledger {
    /// Seconds after which a caller may try again when the queue is full.
    private static let queueRetrySeconds = 1

    private let intake: Intake
    private let gauges: SharedGauges
    private let thread: WriterThread
    private let lock: StoreLock
    private let keeper: LogKeeper

    private init(intake: Intake, gauges: SharedGauges, thread: WriterThread, lock: StoreLock, keeper: LogKeeper) {
        self.intake = intake
        self.gauges = gauges
        self.thread = thread
        self.lock = lock
        self.keeper = keeper
    }

    /// Opens the store, creating it with mode 0600, and starts the writer.
    ///
    /// - Parameter identity: names the key that subjects are named under; a store begun under another is refused.
    /// - Throws: ``StoreFailure/inUse(path:)`` while another gateway holds it; whatever forbids durable answers.
    package static func open(
        path: String, identity: Fingerprint? = nil, settings: LedgerSettings
    ) throws(StoreFailure) -> SQLiteLedger {
        try Self.open(path: path, settings: settings, schema: .current(identity: identity))
    }

    static func open(
        path: String, settings: LedgerSettings, schema: Schema
    ) throws(StoreFailure) -> SQLiteLedger {
        try StoreFiles.prepare(path)
        let lock = try StoreLock.forGateway(of: path)
        let intake = Intake(limit: settings.queueLimit)
        let gauges = SharedGauges()
        let writer = try LedgerWriter(
            path: path, schema: schema, settings: settings, intake: intake, gauges: gauges)
        let keeper = try LogKeeper(path: path, schema: schema)
        return SQLiteLedger(
            intake: intake, gauges: gauges, thread: WriterThread(running: writer), lock: lock, keeper: keeper)
    }

    package func submit(_ calls: [LedgerCall], from port: any LedgerPort) {
        guard !self.intake.offer(.revoke(calls), from: port) else { return }
        self.gauges.change { $0.refusedCalls += UInt64(calls.count) }
        let outcome = RevocationOutcome.unavailable(retryAfterSeconds: Self.queueRetrySeconds)
        port.deliver(calls.map { LedgerAnswer(ticket: $0.ticket, outcome: outcome) })
    }

    package func learn(_ lessons: [LedgerLesson], from port: any LedgerPort) {
        guard !self.intake.offer(.learn(lessons), from: port) else { return }
        self.gauges.change { $0.refusedCalls += UInt64(lessons.count) }
        let outcome = LearnOutcome.unavailable(retryAfterSeconds: Self.queueRetrySeconds)
        port.deliver(lessons.map { LessonAnswer(ticket: $0.ticket, outcome: outcome) })
    }

    package func find(_ questions: [LedgerQuestion], from port: any LedgerPort) {
        guard !self.intake.offer(.find(questions), from: port) else { return }
        self.gauges.change { $0.refusedCalls += UInt64(questions.count) }
        let outcome = FindAnswer.Outcome.unavailable(retryAfterSeconds: Self.queueRetrySeconds)
        port.deliver(questions.map { FindAnswer(ticket: $0.ticket, outcome: outcome) })
    }

    /// False from a failed write until the store is proven good again.
    package var isHealthy: Bool { self.gauges.current.isHealthy }

    package var currentGauges: LedgerGauges { self.gauges.current }

    /// Calls, learned tokens and questions that wait for the writer.
    package var waitingCalls: Int { self.intake.waiting }

    /// Answers what waits, takes no more, and closes the store. Blocks until that is done; repeating it does nothing.
    package func close() {
        self.intake.close()
        self.thread.join()
        self.keeper.close()
        self.lock.release()
    }

    deinit {
        self.close()
    }
}

/// The writer's thread: starts at once, ends when the writer does.
private final class WriterThread: Sendable {
    private let ended = DispatchGroup()

    init(running writer: LedgerWriter) {
        let ended = self.ended
        ended.enter()
        Thread {
            // Set by the thread itself, so that the kernel knows it too; it keeps 15 bytes.
            Thread.current.name = "revgate-ledger"
            writer.run()
            ended.leave()
        }.start()
    }

    func join() {
        self.ended.wait()
    }
}
