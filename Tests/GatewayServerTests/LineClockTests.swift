import NIOCore
import Testing

@testable import GatewayServer

@Suite struct LineClockTests {
    /// 2026-01-31T12:00:00.950Z.
    private let wall: Int64 = 1_769_860_800_950
    private let steady = NIODeadline.uptimeNanoseconds(5_000_000_000)

    @Test(arguments: [
        (0, "12:00:00", 950), (49, "12:00:00", 999), (50, "12:00:01", 0), (-951, "11:59:59", 999),
        (1_060, "12:00:02", 10),
    ])
    func aLinesTimeIsTheTicksAndWhatPassedSince(passed: Int64, clock: String, millisecond: Int) {
        var lines = LineClock()
        lines.ticked(wall: self.wall, steady: self.steady)
        let read = lines.millisecond(at: self.steady + .milliseconds(passed))
        #expect(read == millisecond)
        #expect(String(decoding: lines.prefix, as: UTF8.self) == "{\"time\":\"2026-01-31T\(clock).")
    }
}
