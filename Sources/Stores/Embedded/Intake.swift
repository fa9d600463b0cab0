import Glibc
import Revocation

/// Calls, learned tokens or questions of one loop that came together.
struct Submission {
    enum Work {
        case revoke([LedgerCall])
        case learn([LedgerLesson])
        case find([LedgerQuestion])

        var count: Int {
            switch self {
            case .revoke(let calls): calls.count
            case .learn(let lessons): lessons.count
            case .find(let questions): questions.count
            }
        }
    }

    let port: any LedgerPort
    let work: Work
}

/// The bounded queue between the loops and the writer thread, which sleeps on it.
///
/// Safe to share: all state is read and written with the mutex held, and the mutex and condition live as long as this.
final class Intake: @unchecked Sendable {
    enum Taken: Equatable {
        case calls
        case nothing
        /// Nothing waits, and nothing more will come.
        case closed
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let limit: Int
    private var submissions: [Submission] = []
    private var count = 0
    private var isAsleep = false
    private var isClosed = false

    /// - Parameter limit: calls, learned tokens and questions that may wait.
    init(limit: Int) {
        self.limit = limit
        self.mutex = .allocate(capacity: 1)
        pthread_mutex_init(self.mutex, nil)
        self.condition = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(self.condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(self.condition)
        self.condition.deallocate()
        pthread_mutex_destroy(self.mutex)
        self.mutex.deallocate()
    }

    /// False: over the limit or closed; none of them was taken.
    func offer(_ work: Submission.Work, from port: any LedgerPort) -> Bool {
        pthread_mutex_lock(self.mutex)
        let isTaken = !self.isClosed && self.count + work.count <= self.limit
        if isTaken {
            self.submissions.append(Submission(port: port, work: work))
            self.count += work.count
        }
        let wakes = isTaken && self.isAsleep
        if wakes { self.isAsleep = false }
        pthread_mutex_unlock(self.mutex)
        if wakes { pthread_cond_signal(self.condition) }
        return isTaken
    }

    /// Takes all that waits, or waits for it until a monotonic time in milliseconds.
    func take(into group: inout [Submission], until deadline: Int64) -> Taken {
        group.removeAll(keepingCapacity: true)
        var time = timespec(tv_sec: Int(deadline / 1000), tv_nsec: Int(deadline % 1000) * 1_000_000)
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        self.isAsleep = true
        while self.submissions.isEmpty, !self.isClosed {
            guard pthread_cond_timedwait(self.condition, self.mutex, &time) == 0 else { break }
            // Woken for nothing: ask to be woken again.
            self.isAsleep = self.submissions.isEmpty
        }
        self.isAsleep = false
        guard !self.submissions.isEmpty else { return self.isClosed ? .closed : .nothing }
        swap(&group, &self.submissions)
        self.count = 0
        return .calls
    }

    /// Calls, learned tokens and questions that wait.
    var waiting: Int {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return self.count
    }

    /// Takes no more; what waits is still served.
    func close() {
        pthread_mutex_lock(self.mutex)
        self.isClosed = true
        pthread_mutex_unlock(self.mutex)
        pthread_cond_signal(self.condition)
    }
}
