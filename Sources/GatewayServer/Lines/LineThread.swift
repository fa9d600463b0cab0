import Dispatch
import Foundation

/// The thread that a queue's lines are written on, from now until ``end(timeout:)``.
struct LineThread: Sendable {
    private let queue: LineQueue
    private let ended = DispatchGroup()

    /// - Parameter note: told, on the thread, what operators should know.
    init(_ name: String, of queue: LineQueue, note: @escaping @Sendable (LineWriter.Note) -> Void) {
        self.queue = queue
        let ended = self.ended
        ended.enter()
        Thread {
            Thread.current.name = name
            var writer = LineWriter(queue: queue, note: note)
            writer.run()
            ended.leave()
        }.start()
    }

    /// Has what the queue holds written, and closes it. Waits `timeout` milliseconds for a reader that does not read, and
    /// a second more for a disk.
    func end(timeout: Int) {
        self.queue.close(at: .now() + .milliseconds(timeout))
        _ = self.ended.wait(timeout: .now() + .milliseconds(timeout + 1_000))
    }
}
