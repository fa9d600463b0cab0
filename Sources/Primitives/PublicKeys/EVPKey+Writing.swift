import COpenSSL

extension EVPKey {
    /// PKCS#8, not encrypted.
    func pkcs8() -> SecretBytes { self.encode("PrivateKeyInfo", EVPKey.pair) }

    func spki() -> SecretBytes { self.encode("SubjectPublicKeyInfo", EVPKey.publicHalf) }

    /// A key of the kinds here has these forms; only memory can be short.
    private func encode(_ structure: StaticString, _ selection: Int32) -> SecretBytes {
        let encoder = OSSL_ENCODER_CTX_new_for_pkey(
            self.pointer, selection, KeyLayout.der.address, structure.address, nil)
        guard let encoder else {
            preconditionFailure("libcrypto has no encoder of a key it has read")
        }
        defer { OSSL_ENCODER_CTX_free(encoder) }
        return MemoryBIO.collect { OSSL_ENCODER_to_bio(encoder, $0) }
    }
}

/// What libcrypto writes to a BIO, in memory that is wiped.
enum MemoryBIO {
    static func collect(_ write: (OpaquePointer) -> Int32) -> SecretBytes {
        guard let sink = BIO_new(BIO_s_secmem()) else { preconditionFailure("no memory for a BIO") }
        defer { BIO_free(sink) }
        precondition(write(sink) == 1, "writing to memory fails only for lack of it")
        return SecretBytes(count: BIO_ctrl_pending(sink)) { room in
            var read = 0
            let whole = BIO_read_ex(sink, room.baseAddress, room.count, &read) == 1 && read == room.count
            precondition(whole, "a memory BIO gives back what was written to it")
        }
    }

    /// A PEM block (RFC 7468) with lines of 64 characters.
    static func pem(_ label: String, _ contents: SecretBytes) -> SecretBytes {
        self.collect { sink in
            contents.withUnsafeKey { PEM_write_bio(sink, label, "", $0, contents.count) > 0 ? 1 : 0 }
        }
    }
}
