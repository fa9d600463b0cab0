import Synchronization

/// Counts bodies that did not open, by consumer, in windows of a minute: a padding oracle needs thousands of tries.
/// Pure but for the lock around it; time is passed in, in milliseconds of any steady clock.
package struct FailureWindows: Sendable {
    package static let window = 60_000
    /// Consumers remembered at once; windows that are over are dropped when it is reached.
    package static let capacity = 100_000

    private struct Window {
        let start: Int
        var failures: Int
    }

    private var windows: [String: Window] = [:]

    package init() {}

    /// Seconds until a consumer with `limit` failures a window may try again; nil when it may now.
    package func wait(for consumer: String, limit: Int, at time: Int) -> Int? {
        guard let window = self.windows[consumer], window.failures >= limit else { return nil }
        let left = window.start + Self.window - time
        return left > 0 ? (left + 999) / 1000 : nil
    }

    package mutating func failed(_ consumer: String, at time: Int) {
        if let window = self.windows[consumer], time < window.start + Self.window {
            self.windows[consumer] = Window(start: window.start, failures: window.failures + 1)
            return
        }
        if self.windows.count >= Self.capacity {
            self.windows = self.windows.filter { time < $0.value.start + Self.window }
        }
        self.windows[consumer] = Window(start: time, failures: 1)
    }
}

/// ``FailureWindows`` shared by all event loops. Its lock is taken on routes whose profile has no integrity only.
package final class FailureLimiter: Sendable {
    private let windows = Mutex(FailureWindows())

    package init() {}

    package func wait(for consumer: String, limit: Int, at time: Int) -> Int? {
        self.windows.withLock { $0.wait(for: consumer, limit: limit, at: time) }
    }

    package func failed(_ consumer: String, at time: Int) {
        self.windows.withLock { $0.failed(consumer, at: time) }
    }
}
