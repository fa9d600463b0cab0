import Foundation
import Revocation
import Synchronization

/// A port that keeps what it was told, and lets a test wait for it.
final class CollectingPort: LedgerPort {
    private struct State {
        var answers: [Int: RevocationOutcome] = [:]
        var deliveries: [[LedgerAnswer]] = []
        var lessons: [Int: LearnOutcome] = [:]
        var findings: [Int: FindAnswer.Outcome] = [:]
        var repeated: [Int] = []
    }

    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)
    /// Runs on the ledger's thread, at the moment of the answer.
    private let onDeliver: @Sendable ([LedgerAnswer]) -> Void
    private let onLessons: @Sendable ([LessonAnswer]) -> Void

    init(
        onDeliver: @escaping @Sendable ([LedgerAnswer]) -> Void = { _ in },
        onLessons: @escaping @Sendable ([LessonAnswer]) -> Void = { _ in }
    ) {
        self.onDeliver = onDeliver
        self.onLessons = onLessons
    }

    func deliver(_ answers: [LedgerAnswer]) {
        self.onDeliver(answers)
        self.state.withLock { state in
            state.deliveries.append(answers)
            for answer in answers where state.answers.updateValue(answer.outcome, forKey: answer.ticket) != nil {
                state.repeated.append(answer.ticket)
            }
        }
        for _ in answers { self.arrived.signal() }
    }

    func deliver(_ answers: [LessonAnswer]) {
        self.onLessons(answers)
        self.state.withLock { state in
            for answer in answers where state.lessons.updateValue(answer.outcome, forKey: answer.ticket) != nil {
                state.repeated.append(answer.ticket)
            }
        }
        for _ in answers { self.arrived.signal() }
    }

    func deliver(_ answers: [FindAnswer]) {
        self.state.withLock { state in
            for answer in answers where state.findings.updateValue(answer.outcome, forKey: answer.ticket) != nil {
                state.repeated.append(answer.ticket)
            }
        }
        for _ in answers { self.arrived.signal() }
    }

    /// Waits for that many answers more.
    func wait(for count: Int) -> Bool {
        for _ in 0..<count where self.arrived.wait(timeout: .now() + 30) == .timedOut { return false }
        return true
    }

    func finding(_ ticket: Int) -> LedgerFinding? {
        guard case .found(let finding) = self.findings[ticket] else { return nil }
        return finding
    }

    var lessons: [Int: LearnOutcome] { self.state.withLock { $0.lessons } }
    var findings: [Int: FindAnswer.Outcome] { self.state.withLock { $0.findings } }
    var answers: [Int: RevocationOutcome] { self.state.withLock { $0.answers } }
    var deliveries: [[LedgerAnswer]] { self.state.withLock { $0.deliveries } }
    var repeatedTickets: [Int] { self.state.withLock { $0.repeated } }
}
