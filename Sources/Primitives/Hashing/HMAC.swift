/// HMAC (RFC 2104, FIPS 198-1) under one key, at full length, for one event loop; the keyed state stays between messages.
///
/// For messages in parts, in secret memory: `HMACSHA256` answers whole ones without it.
package final class HMAC: Redacted {
    private let context: MACContext
    private let hash: HashAlgorithm

    /// `key` has at least one byte, and should have as many as the hash (RFC 2104 § 3).
    package init(_ hash: HashAlgorithm, key: SecretBytes) {
        precondition(key.count > 0, "an HMAC under no key authenticates nothing")
        self.context = MACContext(hash, key: key)
        self.hash = hash
    }

    /// Begins a message; whatever an unfinished one left behind is dropped.
    package func start() {
        self.context.start()
    }

    package func update(_ bytes: Span<UInt8>) {
        self.context.update(bytes)
    }

    func update(bigEndian number: UInt64) {
        self.context.update(bigEndian: number)
    }

    package func finish() -> SecretBytes {
        SecretBytes(count: self.hash.length) { room in
            self.context.finish(to: room.assumingMemoryBound(to: UInt8.self).baseAddress!, count: room.count)
        }
    }
}
