import COpenSSL

/// One `EVP_MD_CTX`, for messages in parts.
///
/// Its calls fail only for lack of memory, and trap then.
final class HashContext {
    private let context: OpaquePointer
    private let method: HashMethod

    init(_ algorithm: HashAlgorithm) {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("a context of a hash is small") }
        self.context = context
        self.method = .of(algorithm)
    }

    deinit {
        EVP_MD_CTX_free(self.context)
    }

    /// Begins a message.
    func start() {
        precondition(EVP_DigestInit_ex2(self.context, self.method.pointer, nil) == 1, "the method is fetched")
    }

    func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { self.update($0) }
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        precondition(EVP_DigestUpdate(self.context, bytes.baseAddress, bytes.count) == 1, "update follows start")
    }

    func update(bigEndian number: UInt32) {
        withUnsafeBytes(of: number.bigEndian) { self.update($0) }
    }

    /// Writes the hash, which has the length of its algorithm, to `room`.
    func finish(to room: UnsafeMutableRawBufferPointer) {
        var written: UInt32 = 0
        let finished = EVP_DigestFinal_ex(
            self.context, room.assumingMemoryBound(to: UInt8.self).baseAddress, &written)
        precondition(finished == 1 && Int(written) == room.count, "a hash of \(room.count) bytes")
    }
}
