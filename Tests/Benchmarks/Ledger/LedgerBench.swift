import Foundation
import Revocation
import Stores

/// Measures the embedded ledger by hand: `swift run -c release LedgerBench [SUBJECTS] [FOLDER]`.
///
/// CPU is that of the ledger's thread: the process's less the main thread's. The folder should lie on the disk that
/// the ledger will use.
@main
struct LedgerBench {
    private static let groupSize = 64
    private static let now = LedgerClock.system.now()

    static func main() throws {
        let arguments = CommandLine.arguments
        let subjects = arguments.count > 1 ? Int(arguments[1]) ?? 1_000_000 : 1_000_000
        let folder = (arguments.count > 2 ? arguments[2] : NSTemporaryDirectory()) + "/ledger-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/ledger.sqlite"

        if ProcessInfo.processInfo.environment["ONLY"] == "groups" {
            return try Self.measureGroups(path, "groups", first: 0, count: 1_000_000, foldLimit: .max)
        }
        if ProcessInfo.processInfo.environment["ONLY"] == "long" {
            for round in 0..<3 {
                try Self.measureGroups(
                    path, "long", first: UInt64(round) << 40, count: 1_000_000, foldLimit: 262_144)
            }
            return
        }
        if ProcessInfo.processInfo.environment["ONLY"] == "fold" {
            for round in 0..<4 {
                try Self.measureGroups(
                    path, "groups", first: UInt64(round) << 40, count: 250_000, foldLimit: .max)
                try Self.measureFold(path)
            }
            return
        }
        try Self.measureGroups(path, "unknown subjects, nothing folded", first: 0, count: 200_000, foldLimit: .max)
        try Self.measureFold(path)
        try Self.measureImport(path, count: subjects)
        try Self.measureOpen(path)
        try Self.measureGroups(
            path, "unknown subjects, over the folded", first: 1 << 40, count: 200_000, foldLimit: .max)
        try Self.measureFold(path)
        try Self.measureGroups(path, "known tokens", first: 1 << 50, count: min(subjects, 200_000), foldLimit: .max)
        try Self.measureFold(path)
        try Self.measureGroups(
            path, "unknown subjects, folding at 65,536", first: 1 << 41, count: 1_000_000, foldLimit: 65_536)
        try Self.measureGroups(
            path, "unknown subjects, folding at 262,144", first: 1 << 42, count: 1_000_000, foldLimit: 262_144)
    }

    private static func measureGroups(
        _ path: String, _ name: String, first: UInt64, count: Int, foldLimit: Int
    ) throws {
        var settings = LedgerSettings()
        settings.foldLimit = foldLimit
        settings.policy.maximumUnknownPerConsumer = .max
        let ledger = try SQLiteLedger.open(path: path, settings: settings)
        let port = WaitingPort()
        ledger.submit(Self.calls(from: 1 << 60, count: 1), from: port)
        port.wait()
        // The filter is filled step by step; the figures are those after.
        if first >= 1 << 50 { sleep(8) }
        let groups = stride(from: 0, to: count, by: Self.groupSize).map {
            Self.calls(from: first + UInt64($0), count: Self.groupSize)
        }
        let memory = Self.residentBytes()
        var waits: [Int64] = []
        waits.reserveCapacity(groups.count)
        let start = Self.clock(CLOCK_MONOTONIC)
        let cpu = Self.ledgerCPU()
        for group in groups {
            let asked = Self.clock(CLOCK_MONOTONIC)
            ledger.submit(group, from: port)
            port.wait()
            waits.append(Self.clock(CLOCK_MONOTONIC) - asked)
        }
        let calls = Double(groups.count * Self.groupSize)
        let used = Double(Self.ledgerCPU() - cpu) / 1000 / calls
        let wall = Double(Self.clock(CLOCK_MONOTONIC) - start) / 1000 / calls
        let grown = Double(Self.residentBytes() - memory) / calls
        waits.sort()
        print(
            name, ": CPU", Self.round(used), "us a call, wall", Self.round(wall), "us a call, resident",
            Self.round(grown), "bytes a call; a group waits p50", waits[waits.count / 2] / 1000, "p99",
            waits[waits.count * 99 / 100] / 1000, "p99.9", waits[waits.count * 999 / 1000] / 1000, "max",
            (waits.last ?? 0) / 1000, "us; last:", port.last ?? "-")
        ledger.close()
    }

    private static func measureFold(_ path: String) throws {
        let registry = try SQLiteTokenRegistry(path: path, access: .writing)
        let unfolded = try registry.statistics().unfoldedSubjects
        let cpu = Self.clock(CLOCK_PROCESS_CPUTIME_ID)
        try registry.foldIfAlone()
        let used = Double(Self.clock(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1000 / Double(max(unfolded, 1))
        print(
            "fold of", unfolded, "into", try registry.statistics().foldedSubjects, ": CPU", Self.round(used), "us each")
    }

    private static func measureImport(_ path: String, count: Int) throws {
        let registry = try SQLiteTokenRegistry(path: path, access: .writing)
        let start = Self.clock(CLOCK_MONOTONIC)
        for base in stride(from: 0, to: count, by: 4_096) {
            let batch = (base..<min(base + 4_096, count)).map { number in
                LearnedToken(
                    reference: Self.half(1 << 50 + UInt64(number)), token: Self.half(1 << 51 + UInt64(number)),
                    owner: "bench", kind: .accessToken)
            }
            _ = try registry.importTokens(batch, at: Self.now)
        }
        try registry.foldIfAlone()
        let seconds = Double(Self.clock(CLOCK_MONOTONIC) - start) / 1e9
        print("import of", count, "lines and fold :", Self.round(seconds), "s; resident MB", Self.residentBytes() >> 20)
    }

    private static func measureOpen(_ path: String) throws {
        let start = Self.clock(CLOCK_MONOTONIC)
        let ledger = try SQLiteLedger.open(path: path, settings: LedgerSettings())
        let opened = Self.clock(CLOCK_MONOTONIC)
        print(
            "open over", ledger.currentGauges.foldedSubjects, "folded :",
            Self.round(Double(opened - start) / 1e6), "ms")
        ledger.close()
    }

    private static func calls(from first: UInt64, count: Int) -> [LedgerCall] {
        (0..<count).map { index in
            let half = Self.half(first + UInt64(index))
            return LedgerCall(
                fingerprint: half.fingerprint, kind: .reference, consumer: "bench",
                receivedAt: Self.now, sealedValue: half.sealedValue, ticket: index)
        }
    }

    private static func half(_ number: UInt64) -> LearnedToken.Half {
        var generator = SplitMix(state: number)
        return LearnedToken.Half(
            fingerprint: Fingerprint(high: generator.next(), low: generator.next()),
            sealedValue: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 64))
    }

    private static func round(_ value: Double) -> String { String(format: "%.2f", value) }

    private static func clock(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func ledgerCPU() -> Int64 {
        Self.clock(CLOCK_PROCESS_CPUTIME_ID) - Self.clock(CLOCK_THREAD_CPUTIME_ID)
    }

    private static func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Safe to share: the semaphore orders the one write before the one read.
private final class WaitingPort: LedgerPort, @unchecked Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private(set) var last: RevocationOutcome?

    func deliver(_ answers: [LedgerAnswer]) {
        self.last = answers.last?.outcome
        self.arrived.signal()
    }

    /// Nothing here teaches or asks.
    func deliver(_ answers: [LessonAnswer]) {}
    func deliver(_ answers: [FindAnswer]) {}

    func wait() {
        self.arrived.wait()
    }
}
