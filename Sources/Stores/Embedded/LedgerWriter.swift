import Revocation

/// The writer thread's own: takes what waits, makes it durable in one transaction, answers, and tidies up in between.
///
/// Safe to hand over: whoever creates it gives it to the thread and keeps nothing.
final class LedgerWriter: @unchecked Sendable {
    /// Seconds after which a refused caller may try again.
    private static let busyRetrySeconds = 1
    private static let failedRetrySeconds = 5
    /// Fingerprints a step of filling the filter.
    private static let scanSize = 4_096

    private let path: String
    private let schema: Schema
    private let settings: LedgerSettings
    private let rules: LedgerRules
    private let intake: Intake
    private let gauges: SharedGauges
    /// Nil from a failure until a probe succeeds.
    private var store: LedgerStore?
    private var health: LedgerHealth
    private var work: BackgroundWork
    /// Outlives a store that failed: what it has seen of the clock holds for the next one.
    private var pruneClock = PruneClock()
    private var group: [Submission] = []
    private var sheet = AnswerSheet()

    init(
        path: String, schema: Schema, settings: LedgerSettings, intake: Intake, gauges: SharedGauges
    ) throws(StoreFailure) {
        self.path = path
        self.schema = schema
        self.settings = settings
        self.rules = LedgerRules(policy: settings.policy)
        self.intake = intake
        self.gauges = gauges
        self.store = try LedgerStore(path: path, schema: schema, retain: settings.policy.retain)
        self.health = LedgerHealth(firstDelay: settings.firstProbeDelay, longestDelay: settings.longestProbeDelay)
        self.work = BackgroundWork(
            foldLimit: settings.foldLimit, pruneInterval: settings.pruneInterval, now: settings.clock.monotonic())
        self.publish()
    }

    /// Until the intake is closed and empty.
    func run() {
        while true {
            switch self.intake.take(into: &self.group, until: self.tidyUp()) {
            case .calls: self.serve()
            case .nothing: break
            case .closed:
                self.store = nil
                return
            }
        }
    }
}

// Groups.
extension LedgerWriter {
    private func serve() {
        guard let view = self.store?.view else { return self.refuse(retryAfterSeconds: Self.failedRetrySeconds) }
        do throws(StoreFailure) {
            try view.begin()
        } catch {
            // Another process held the lock for too long; nothing was decided, and the store is as good as before.
            guard error.isBusy else { return self.refuse(after: error) }
            return self.refuse(retryAfterSeconds: Self.busyRetrySeconds)
        }
        do throws(StoreFailure) {
            let served = try self.decide(on: view)
            try view.commit()
            self.work.groupServed(now: self.settings.clock.monotonic())
            self.publish(served)
        } catch {
            return self.refuse(after: error)
        }
        self.sheet.deliver()
    }

    /// What a group held.
    private struct Served {
        var calls: UInt64 = 0
        var lessons: UInt64 = 0
    }

    private func decide(on view: StoreView) throws(StoreFailure) -> Served {
        var served = Served()
        self.sheet.reset()
        for submission in self.group {
            let column = self.sheet.column(for: submission)
            switch submission.work {
            case .revoke(let calls):
                for call in calls {
                    let outcome = try view.decide(call, by: self.rules)
                    let details = call.wantsDetails ? try view.details(of: call.fingerprint) : nil
                    self.sheet.add(outcome, details, for: call.ticket, in: column)
                }
                served.calls += UInt64(calls.count)
            case .learn(let lessons):
                for lesson in lessons {
                    self.sheet.add(try view.learn(lesson), for: lesson.ticket, in: column)
                }
                served.lessons += UInt64(lessons.count)
            case .find(let questions):
                for question in questions {
                    let finding = try view.finding(of: question.fingerprint)
                    self.sheet.add(.found(finding), for: question.ticket, in: column)
                }
            }
        }
        return served
    }

    private func refuse(after failure: StoreFailure) {
        self.failed(failure)
        self.refuse(retryAfterSeconds: Self.failedRetrySeconds)
    }

    private func refuse(retryAfterSeconds: Int) {
        var count: UInt64 = 0
        self.sheet.reset()
        for submission in self.group {
            let column = self.sheet.column(for: submission)
            switch submission.work {
            case .revoke(let calls):
                let outcome = RevocationOutcome.unavailable(retryAfterSeconds: retryAfterSeconds)
                for call in calls { self.sheet.add(outcome, for: call.ticket, in: column) }
            case .learn(let lessons):
                let outcome = LearnOutcome.unavailable(retryAfterSeconds: retryAfterSeconds)
                for lesson in lessons { self.sheet.add(outcome, for: lesson.ticket, in: column) }
            case .find(let questions):
                let outcome = FindAnswer.Outcome.unavailable(retryAfterSeconds: retryAfterSeconds)
                for question in questions { self.sheet.add(outcome, for: question.ticket, in: column) }
            }
            count += UInt64(submission.work.count)
        }
        self.gauges.change { $0.unavailableCalls += count }
        self.sheet.deliver()
    }
}

// Between groups.
extension LedgerWriter {
    /// Does at most one step; returns until when the writer may sleep.
    private func tidyUp() -> Int64 {
        let now = self.settings.clock.monotonic()
        guard self.store != nil else { return self.probeIfDue(now: now) }
        do throws(StoreFailure) {
            return try self.step(now: now)
        } catch {
            if error.isBusy { return now + BackgroundWork.pause }
            self.failed(error)
            return now
        }
    }

    private func step(now: Int64) throws(StoreFailure) -> Int64 {
        guard let view = self.store?.view else { return now }
        let load = BackgroundWork.Load(
            pagesInLog: view.connection.pagesInLog, isFilterComplete: view.filter.isComplete,
            unfolded: view.overlay.count, isFoldUnderWay: self.store?.fold.isUnderWay ?? false)
        switch self.work.nextStep(load, now: now) {
        case .checkpoint:
            try view.connection.checkpoint(.passive)
        case .scan:
            _ = try view.scanForFilter(limit: Self.scanSize)
        case .fold:
            _ = try self.store?.fold.step(on: view)
        case .prune:
            let isMore =
                try self.store?.pruner.step(
                    on: view, by: &self.pruneClock, now: self.settings.clock.now(), monotonic: now) ?? false
            if !isMore { self.work.prunePassEnded(now: now) }
        case .follow:
            try view.catchUp()
        case .rest(let until):
            return until
        }
        self.publish()
        return now
    }

    private func probeIfDue(now: Int64) -> Int64 {
        switch self.health.timePassed(now: now) {
        case .wait(let until):
            return until ?? now
        case .probe:
            do throws(StoreFailure) {
                self.store = try LedgerStore(
                    path: self.path, schema: self.schema, retain: self.settings.policy.retain)
                self.health.probeSucceeded()
                self.publish()
                self.settings.healthChanged(nil)
            } catch {
                self.health.probeFailed(now: self.settings.clock.monotonic())
            }
            return now
        }
    }

    private func failed(_ failure: StoreFailure) {
        switch self.health.writeFailed(now: self.settings.clock.monotonic()) {
        case .closeStore:
            self.store = nil
        }
        self.gauges.change { gauges in
            gauges.isHealthy = false
            gauges.failures += 1
        }
        self.settings.healthChanged(failure)
    }

    private func publish(_ served: Served? = nil) {
        guard let view = self.store?.view else { return }
        self.gauges.change { gauges in
            gauges.isHealthy = true
            gauges.foldedSubjects = view.foldedSubjects
            gauges.unfoldedSubjects = view.overlay.count
            gauges.pagesInLog = view.connection.pagesInLog
            guard let served else { return }
            gauges.groups += 1
            gauges.calls += served.calls
            gauges.lessons += served.lessons
        }
    }
}
