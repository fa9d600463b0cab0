package import Logging
import Synchronization

/// One line of JSON for each exchange, handed over by the loops in batches and written on a thread of its own: neither a
/// slow disk nor a reader that does not read stops an exchange or the stop of the gateway.
package final class AccessLog: Sendable {
    /// Bytes of lines that may wait.
    private static let limit = 8 << 20

    private let queue = LineQueue(limit: AccessLog.limit)
    private let target: Mutex<AccessLogTarget>
    private let isWanted: Atomic<Bool>
    private let thread: LineThread

    /// Opens the target and starts the writer.
    package init(_ target: AccessLogTarget, logger: Logger) throws(AccessLogFailure) {
        let sink = try target.open()
        self.target = Mutex(target)
        self.isWanted = Atomic(target != .none)
        _ = self.queue.change(to: sink)
        self.thread = LineThread("revgate-log", of: self.queue) { note in
            switch note {
            case .dropped(let lines, let cause):
                logger.error(
                    "lines of the access log are dropped", metadata: ["cause": "\(cause)", "lines": "\(lines)"])
            case .writtenAgain: logger.notice("the access log is written again")
            }
        }
    }

    /// Whether lines are to be made at all.
    var isOn: Bool { self.isWanted.load(ordering: .relaxed) }

    /// - Returns: an empty buffer for the next batch.
    func offer(_ bytes: consuming [UInt8], lines: Int) -> [UInt8] {
        self.queue.offer(LineQueue.Batch(bytes: bytes, lines: lines))
    }

    package var writtenLines: UInt64 { self.queue.counts.written }
    package var droppedLines: UInt64 { self.queue.counts.dropped }

    /// A target that is open and not written to yet.
    package struct Opened: ~Copyable {
        fileprivate let target: AccessLogTarget
        /// nil for no log at all.
        fileprivate let sink: LineSink?
        fileprivate let isNew: Bool
    }

    /// Opens a target for ``change(to:)``; on failure everything stays as it was.
    package func open(_ target: AccessLogTarget) throws(AccessLogFailure) -> Opened {
        let isNew = self.target.withLock { $0 != target }
        return Opened(target: target, sink: isNew ? try target.open() : nil, isNew: isNew)
    }

    /// Writes there from now on; one that is written to already goes on as it was.
    package func change(to opened: consuming Opened) {
        if opened.isNew { self.take(opened.sink, opened.target) }
    }

    /// Lets go of a target that was opened for nothing.
    package func discard(_ opened: consuming Opened) {
        opened.sink?.close()
    }

    /// Opens the target anew: a file that was renamed is let go of.
    package func reopen() throws(AccessLogFailure) {
        // Standard output stays what it is.
        let target = self.target.withLock { $0 }
        guard case .file = target else { return }
        self.take(try target.open(), target)
    }

    private func take(_ sink: LineSink?, _ target: AccessLogTarget) {
        self.queue.change(to: sink)?.close()
        self.target.withLock { $0 = target }
        self.isWanted.store(target != .none, ordering: .relaxed)
    }

    /// Writes what has been handed over and takes no more. Waits `timeout` milliseconds for a reader that does not read,
    /// and a second more for a disk.
    package func close(timeout: Int) {
        self.thread.end(timeout: timeout)
    }
}
