import Glibc
import Logging

/// Makes one line of each message, in swift-log's own form: time, level, label, metadata by name, source, message.
struct MessageHandler: LogHandler {
    private static let newline = UInt8(ascii: "\n")

    private let label: String
    private let queue: LineQueue
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String, queue: LineQueue) {
        self.label = label
        self.queue = queue
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var metadata = self.metadata
        if let more = event.metadata { metadata.merge(more) { _, new in new } }
        if let error = event.error {
            metadata["error.message"] = "\(error)"
            metadata["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        var line = "\(Self.time) \(event.level) \(self.label):"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        line += " [\(event.source)] \(event.message)\n"
        let bytes = Array(line.utf8)
        // A message may have several lines.
        _ = self.queue.offer(LineQueue.Batch(bytes: bytes, lines: bytes.count { $0 == Self.newline }))
    }

    /// `2026-11-21T14:00:37+0000`, in the zone of the process.
    private static var time: String {
        var now = Glibc.time(nil)
        var local = tm()
        localtime_r(&now, &local)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { text in
            let count = strftime(text.baseAddress, text.count, "%Y-%m-%dT%H:%M:%S%z", &local)
            return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
