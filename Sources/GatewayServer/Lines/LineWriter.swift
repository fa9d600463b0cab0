import Glibc
import NIOCore

/// Writes the lines of a queue until that is closed. Lines come out whole: of one that a full disk cut short, the rest is
/// kept and written first once there is room.
struct LineWriter: ~Copyable {
    /// What operators should know.
    enum Note: Sendable {
        /// Told at most once in ``AlarmGate/interval``.
        case dropped(lines: UInt64, cause: String)
        case writtenAgain
    }

    private let queue: LineQueue
    private let note: @Sendable (Note) -> Void
    private var sink: LineSink?
    /// The end of a line whose beginning is written.
    private var rest: [UInt8] = []
    private var gate = AlarmGate()
    private var reported: UInt64 = 0
    private var isFailing = false

    init(queue: LineQueue, note: @escaping @Sendable (Note) -> Void) {
        self.queue = queue
        self.note = note
    }

    mutating func run() {
        while true {
            let work = self.queue.take()
            if let sink = work.sink { self.change(to: sink) }
            for batch in work.batches { self.write(batch) }
            self.reportDrops("the queue was full")
            guard !work.isClosed else { break }
        }
        self.change(to: nil)
    }

    private mutating func change(to sink: LineSink?) {
        defer { self.sink = sink }
        guard let last = self.sink else { return }
        last.close()
        // The file is opened anew and goes on where it was.
        if let sink, sink.isSameFile(as: last) { return }
        if !self.rest.isEmpty { self.queue.wrote(0, dropped: 1) }
        self.rest = []
        self.isFailing = false
    }

    private mutating func write(_ batch: LineQueue.Batch) {
        guard let sink = self.sink else {
            self.queue.wrote(0, dropped: batch.lines, spare: batch.bytes)
            return self.reportDrops("it is turned off")
        }
        if !self.rest.isEmpty {
            let (written, failure) = self.write(self.rest, to: sink)
            self.rest.removeFirst(written)
            if let failure { return self.failed(failure, batch, from: 0) }
            self.queue.wrote(1, dropped: 0)
        }
        let (written, failure) = self.write(batch.bytes, to: sink)
        if let failure { return self.failed(failure, batch, from: written) }
        self.queue.wrote(batch.lines, dropped: 0, spare: batch.bytes)
        if self.isFailing {
            self.isFailing = false
            self.note(.writtenAgain)
        }
    }

    /// - Returns: how many bytes were written, and why not all.
    private func write(_ bytes: [UInt8], to sink: LineSink) -> (Int, String?) {
        var start = 0
        while start < bytes.count {
            let end = sink.hasReader ? Self.pieceEnd(bytes, from: start) : bytes.count
            switch bytes.withUnsafeBytes({ sink.write(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }) {
            case .bytes(let count): start += count
            case .wouldWait: if self.queue.isHurried { return (start, "its reader does not read") }
            case .failed(let code): return (start, String(cString: strerror(code)))
            }
        }
        return (start, nil)
    }

    /// The end of the last whole line of a piece, so that others who write to the same pipe do not cut lines.
    private static func pieceEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let end = min(start + LineSink.pieceForReaders, bytes.count)
        return bytes[start..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? end
    }

    /// Keeps the end of a line that was begun, which counts once it is written, and drops the rest of the batch.
    private mutating func failed(_ cause: String, _ batch: LineQueue.Batch, from start: Int) {
        let written = batch.bytes[..<start].count { $0 == UInt8(ascii: "\n") }
        var begun = 0
        if start > 0, batch.bytes[start - 1] != UInt8(ascii: "\n") {
            let end = batch.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? batch.bytes.count - 1
            self.rest = Array(batch.bytes[start...end])
            begun = 1
        }
        self.queue.wrote(written, dropped: batch.lines - written - begun, spare: batch.bytes)
        self.isFailing = true
        self.reportDrops(cause)
    }

    private mutating func reportDrops(_ cause: String) {
        let dropped = self.queue.counts.dropped
        guard dropped > self.reported, self.gate.raise(at: GatewayLoop.milliseconds(.now())) != nil else { return }
        self.note(.dropped(lines: dropped - self.reported, cause: cause))
        self.reported = dropped
    }
}
