import Glibc
import Logging
import Synchronization
import Testing

@testable import GatewayServer

@Suite struct MessageLogTests {
    /// What a handler of swift-log's own wrote.
    private final class Text: TextOutputStream, Sendable {
        let text = Mutex("")
        func write(_ string: String) { self.text.withLock { $0 += string } }
    }

    private struct Pipe {
        let reader: Int32
        let writer: Int32

        init() {
            var ends: [Int32] = [0, 0]
            precondition(pipe(&ends) == 0, "a pipe can be made")
            (self.reader, self.writer) = (ends[0], ends[1])
        }

        /// Everything until the writer's end is closed.
        func rest() -> String {
            Glibc.close(self.writer)
            var all: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(self.reader, &piece, piece.count)
                guard count > 0 else { break }
                all += piece[..<count]
            }
            Glibc.close(self.reader)
            return String(decoding: all, as: UTF8.self)
        }

        func fill() {
            let flags = fcntl(self.writer, F_GETFL)
            _ = fcntl(self.writer, F_SETFL, flags | O_NONBLOCK)
            while Glibc.write(self.writer, "x", 1) == 1 {}
            _ = fcntl(self.writer, F_SETFL, flags)
        }
    }

    private func say(_ logger: Logger) {
        logger.notice("plain")
        logger.info("with metadata", metadata: ["zeta": "1", "alpha": "two words", "list": ["a", "b"]])
        logger.error("of several\nlines", metadata: ["map": ["key": "value"]])
        logger.debug("not shown")
    }

    @Test func linesAreThoseOfTheLibrarysOwnHandler() {
        let text = Text()
        self.say(Logger(label: "revgate") { StreamLogHandler(label: $0, stream: text) })
        let pipe = Pipe()
        let log = MessageLog(descriptor: pipe.writer)
        self.say(log.logger(label: "revgate"))
        log.close(timeout: 10_000)
        let lines = pipe.rest().split(separator: "\n", omittingEmptySubsequences: false)
        let wanted = text.text.withLock { $0 }.split(separator: "\n", omittingEmptySubsequences: false)
        let time = "2026-11-21T14:00:37+0000".count
        #expect(lines.count == 5)
        func untimed(_ lines: [Substring]) -> [Substring] { lines.map { $0.hasPrefix("2") ? $0.dropFirst(time) : $0 } }
        #expect(untimed(lines) == untimed(wanted))
        #expect(lines[0].prefix(time).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}/) != nil)
    }

    @Test func aReaderThatDoesNotReadHoldsUpNobodyAndDropsAreCounted() {
        let pipe = Pipe()
        pipe.fill()
        let log = MessageLog(descriptor: pipe.writer, limit: 1_000)
        let logger = log.logger(label: "revgate")
        for _ in 0..<100 { logger.notice("nobody reads this") }
        #expect(log.droppedLines > 50)
        log.close(timeout: 0)
        #expect(log.droppedLines >= 100)
        _ = pipe.rest()
    }

    @Test func aReaderThatReadsAgainIsToldHowMuchIsMissing() {
        let pipe = Pipe()
        pipe.fill()
        let log = MessageLog(descriptor: pipe.writer, limit: 1_000)
        let logger = log.logger(label: "revgate")
        for number in 0..<100 { logger.notice("message", metadata: ["number": "\(number)"]) }
        let dropped = log.droppedLines
        // Reads on until it is told; without that it waits in vain.
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !String(decoding: text, as: UTF8.self).contains("lines=\(dropped) [GatewayServer] messages were dropped") {
            let count = read(pipe.reader, &piece, piece.count)
            text += piece[..<count]
        }
        log.close(timeout: 10_000)
        _ = pipe.rest()
    }
}
