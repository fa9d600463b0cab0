import Foundation
import Primitives

/// What a message draws anew (IVs, salts, session keys) and the time it is sealed at. For one thread at a time.
final class MessageDraws {
    let pool: RandomPool
    /// What is given out in place of random bytes, first to last; of tests, which compare whole messages.
    private var given: [[UInt8]]
    /// Milliseconds since 1970.
    private let now: () -> Int64

    init(pool: RandomPool) {
        self.pool = pool
        self.given = []
        self.now = { Int64(Date().timeIntervalSince1970 * 1000) }
    }

    /// Not random: for tests.
    init(giving given: [[UInt8]], at time: Int64) {
        self.pool = RandomPool()
        self.given = given
        self.now = { time }
    }

    func append(_ count: Int, to output: inout [UInt8]) throws(RandomFailure) {
        if let given = self.take(count) {
            output += given
        } else {
            try self.pool.append(count, to: &output)
        }
    }

    func bytes(_ count: Int) throws(RandomFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        try self.append(count, to: &bytes)
        return bytes
    }

    func secret(_ count: Int) throws(RandomFailure) -> SecretBytes {
        if let given = self.take(count) { return SecretBytes(copying: given.span) }
        return try SecretBytes.random(count: count)
    }

    /// Letters and digits, each as likely as any other: 5.95 bits a character.
    func alphanumericSecret(_ count: Int) throws(RandomFailure) -> SecretBytes {
        if let given = self.take(count) { return SecretBytes(copying: given.span) }
        let text = SecretBuffer(capacity: count)
        while text.count < count {
            let drawn = try SecretBytes.random(count: 2 * count)
            let bytes = drawn.bytes
            for index in bytes.indices where text.count < count {
                // 248 is the largest multiple of 62 that a byte holds.
                guard bytes[index] < 248 else { continue }
                text.append(Self.symbols.utf8Start[Int(bytes[index] % 62)])
            }
        }
        return SecretBytes(copying: text.bytes)
    }

    /// Bytes for a field of a coding: printable ones for `text`.
    func bytes(_ count: Int, for coding: EnvelopeField.Coding?) throws(RandomFailure) -> [UInt8] {
        guard coding == .text else { return try self.bytes(count) }
        let text = try self.alphanumericSecret(count)
        return text.withUnsafeBytes { Array($0) }
    }

    /// `yyyy-MM-ddThh:mm:ss` of now, in UTC.
    var timestamp: [UInt8] {
        Array(CivilTime(milliseconds: self.now()).rfc3339.utf8.prefix(MessageLayout.timestampLength))
    }

    private func take(_ count: Int) -> [UInt8]? {
        guard !self.given.isEmpty else { return nil }
        let first = self.given.removeFirst()
        precondition(first.count == count, "\(count) bytes are drawn where \(first.count) are given")
        return first
    }

    private static let symbols: StaticString = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
}
