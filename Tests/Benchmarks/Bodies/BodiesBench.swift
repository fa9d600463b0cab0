import Envelopes
import Foundation
import Primitives

/// Holds opening and sealing of a body against the same work done by libcrypto's calls alone:
/// `swift run -c release BodiesBench [ROUNDS [NAME]]`. Exits 1 where a body costs more than `limit` times as much.
///
/// A round times both, one after the other, so that what disturbs the machine disturbs both; ratios are of the rounds'
/// medians, and the least of several attempts counts.
@main
struct BodiesBench {
    private static let limit = 1.5
    private static let attempts = 5
    /// Bodies a round: some 0.3 ms, far more than a look at the clock costs.
    private static let bodies = 500

    static func main() throws {
        // As the gateway has it.
        precondition(wipeWhatLibcryptoFrees())
        let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 201 : 201
        var isOver = false
        let name = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : nil
        for work in try Work.all() where name == nil || work.name == name {
            var best = Self.measure(work, rounds: rounds)
            for _ in 1..<Self.attempts where best.ratio > Self.limit {
                let again = Self.measure(work, rounds: rounds)
                if again.ratio < best.ratio { best = again }
            }
            let verdict = best.ratio <= Self.limit ? "ok" : "over"
            isOver = isOver || best.ratio > Self.limit
            print(
                work.name.padding(toLength: 24, withPad: " ", startingAt: 0), Self.text(best.ours), "ns, bare",
                Self.text(best.bare), "ns, ratio", String(format: "%.2f", best.ratio) + ", limit \(Self.limit):",
                verdict)
        }
        exit(isOver ? 1 : 0)
    }

    private struct Measured {
        /// Nanoseconds a body.
        let ours, bare: Double
        var ratio: Double { self.ours / self.bare }
    }

    private static func measure(_ work: Work, rounds: Int) -> Measured {
        var ours: [Double] = []
        var bare: [Double] = []
        for _ in 0..<rounds {
            ours.append(Self.time(work.ours))
            bare.append(Self.time(work.bare))
        }
        return Measured(ours: Self.median(ours), bare: Self.median(bare))
    }

    private static func time(_ body: (Int) -> Void) -> Double {
        let start = Self.now()
        body(Self.bodies)
        return Double(Self.now() - start) / Double(Self.bodies)
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func median(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }

    private static func text(_ nanoseconds: Double) -> String {
        String(format: "%6.0f", nanoseconds)
    }
}
