import Glibc
package import Logging

/// The gateway's own messages on standard error, written on a thread of its own: a reader that does not read stops neither
/// an event loop nor the stop of the gateway.
package final class MessageLog: Sendable {
    /// Bytes of messages that may wait.
    private static let limit = 1 << 20

    private let queue: LineQueue
    private let thread: LineThread

    package convenience init() {
        self.init(descriptor: STDERR_FILENO)
    }

    /// - Parameter descriptor: stays open.
    init(descriptor: Int32, limit: Int = MessageLog.limit) {
        let queue = LineQueue(limit: limit)
        _ = queue.change(to: LineSink(descriptor: descriptor, isOwned: false))
        self.queue = queue
        // Told in the log itself, behind what could be written.
        let own = Logger(label: "revgate") { MessageHandler(label: $0, queue: queue) }
        self.thread = LineThread("revgate-messages", of: queue) { note in
            guard case .dropped(let lines, let cause) = note else { return }
            own.error("messages were dropped", metadata: ["cause": "\(cause)", "lines": "\(lines)"])
        }
    }

    package func logger(label: String) -> Logger {
        Logger(label: label) { MessageHandler(label: $0, queue: self.queue) }
    }

    package var droppedLines: UInt64 { self.queue.counts.dropped }

    /// Writes what has been said and takes no more. Waits `timeout` milliseconds for a reader that does not read.
    package func close(timeout: Int) {
        self.thread.end(timeout: timeout)
    }
}
