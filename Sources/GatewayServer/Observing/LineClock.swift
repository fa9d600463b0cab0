import NIOCore
import Primitives

/// The wall clock of log lines, read with every tick of the loop: a line's time is the tick's and what a steady clock
/// counted since.
struct LineClock {
    private var wall: Int64 = 0
    private var steady = NIODeadline.uptimeNanoseconds(0)
    private var second: Int64 = -1
    /// `{"time":"2026-01-31T12:00:00.`
    private(set) var prefix: [UInt8] = []

    mutating func ticked(wall: Int64, steady: NIODeadline) {
        self.wall = wall
        self.steady = steady
    }

    /// The millisecond within its second; ``prefix`` is of that second afterwards.
    mutating func millisecond(at time: NIODeadline) -> Int {
        let milliseconds = self.wall + (time - self.steady).nanoseconds / 1_000_000
        let second = milliseconds / 1_000
        if second != self.second {
            self.second = second
            let text = CivilTime(milliseconds: second * 1_000).rfc3339
            self.prefix = Array("{\"time\":\"\(text.dropLast(4))".utf8)
        }
        return Int(milliseconds - second * 1_000)
    }
}
