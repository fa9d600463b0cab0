import Foundation
import Revocation

@testable import Stores

/// A folder of its own for one test, removed with it.
final class TemporaryStore: Sendable {
    let directory: String

    init() {
        self.directory = NSTemporaryDirectory() + "revgate-ledger-" + UUID().uuidString
        try? FileManager.default.createDirectory(
            atPath: self.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.directory)
    }

    var path: String { self.directory + "/ledger.sqlite" }

    /// Copies file and log as they are on the disk now: what a killed process leaves.
    func copy() throws -> TemporaryStore {
        let copy = TemporaryStore()
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: self.path + suffix) {
            try FileManager.default.copyItem(atPath: self.path + suffix, toPath: copy.path + suffix)
        }
        return copy
    }
}

extension LedgerCall {
    static func reference(
        _ number: UInt64, by consumer: String = "a", at milliseconds: Int64 = 1_000, ticket: Int = 0
    ) -> LedgerCall {
        LedgerCall(
            fingerprint: .test(number), kind: .reference, consumer: consumer,
            receivedAt: Timestamp(milliseconds: milliseconds), sealedValue: Array("sealed-\(number)".utf8),
            ticket: ticket)
    }
}

extension Fingerprint {
    /// Spread like a keyed hash (SplitMix64), the same for the same number.
    static func test(_ number: UInt64) -> Fingerprint {
        Fingerprint(high: Self.mix(number &* 2), low: Self.mix(number &* 2 &+ 1))
    }

    private static func mix(_ number: UInt64) -> UInt64 {
        var value = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
