import COpenSSL

/// One `EVP_MAC_CTX` for HMAC with its key set once.
///
/// After the key is set, its calls allocate nothing that can run out; a failure would mean a broken library and traps.
final class MACContext {
    private let context: OpaquePointer

    /// A parameter keeps the address of its name, so the name must outlive the call that makes it.
    private static var digestParameter: UnsafePointer<CChar> {
        let name: StaticString = "digest"
        return name.withCName { $0 }
    }

    init(_ hash: HashAlgorithm, key: SecretBytes) {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil), let context = EVP_MAC_CTX_new(mac) else {
            preconditionFailure("the default provider of libcrypto has no HMAC, which every build of it has")
        }
        // The context holds a reference of its own.
        EVP_MAC_free(mac)
        self.context = context
        let set = hash.libraryName.withCName { name in
            let parameters = [
                // Only read, whatever the type says.
                OSSL_PARAM_construct_utf8_string(Self.digestParameter, UnsafeMutablePointer(mutating: name), 0),
                OSSL_PARAM_construct_end(),
            ]
            return key.withUnsafeKey { EVP_MAC_init(context, $0, key.count, parameters) }
        }
        precondition(set == 1, "HMAC takes a key of any length; only memory can be short")
    }

    deinit {
        EVP_MAC_CTX_free(self.context)
    }

    /// Begins a message under the key that is set.
    func start() {
        precondition(EVP_MAC_init(self.context, nil, 0, nil) == 1, "the key is set")
    }

    func update(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        let updated = bytes.withUnsafeBufferPointer { EVP_MAC_update(self.context, $0.baseAddress, $0.count) }
        precondition(updated == 1, "update follows start")
    }

    func update(_ byte: UInt8) {
        var byte = byte
        precondition(EVP_MAC_update(self.context, &byte, 1) == 1, "update follows start")
    }

    func update(bigEndian number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes in
            let address = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
            precondition(EVP_MAC_update(self.context, address, bytes.count) == 1, "update follows start")
        }
    }

    /// Writes the authenticator, which has the length of the hash.
    func finish(to output: UnsafeMutablePointer<UInt8>, count: Int) {
        var written = 0
        let finished = EVP_MAC_final(self.context, output, &written, count)
        precondition(finished == 1 && written == count, "an authenticator of \(count) bytes")
    }
}
