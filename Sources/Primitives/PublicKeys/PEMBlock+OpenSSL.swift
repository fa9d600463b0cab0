import COpenSSL

/// A block of a PEM text (RFC 7468), decoded.
struct PEMBlock {
    let label: String
    /// A header line tells that the contents are encrypted, as OpenSSL's old format has it.
    let isEncrypted: Bool
    let contents: SecretBytes

    /// The first block whose label is one of `labels`; text between blocks and other blocks are passed over, as the
    /// `EC PARAMETERS` that stand before some keys.
    static func first(
        in text: UnsafeRawBufferPointer, labelled labels: [String: KeyLayout]
    ) throws(PublicKeyFailure) -> (block: PEMBlock, layout: KeyLayout) {
        guard let start = text.baseAddress, let length = Int32(exactly: text.count), length > 0 else { throw .notPEM }
        guard let source = BIO_new_mem_buf(start, length) else { throw .library(LibraryFault(.memoryBIO)) }
        defer { BIO_free(source) }
        while let block = self.next(of: source) {
            if block.label == "ENCRYPTED PRIVATE KEY" { throw .encryptedPEM }
            if let layout = labels[block.label] {
                guard !block.isEncrypted else { throw .encryptedPEM }
                return (block, layout)
            }
            if block.label == "DSA PRIVATE KEY" { throw .unsupportedKind("DSA") }
        }
        throw .notPEM
    }

    private static func next(of source: OpaquePointer) -> PEMBlock? {
        var label: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var contents: UnsafeMutablePointer<UInt8>?
        var count = 0
        // With this flag libcrypto wipes what it decodes with.
        let flags = UInt32(PEM_FLAG_SECURE)
        guard PEM_read_bio_ex(source, &label, &header, &contents, &count, flags) == 1 else {
            ERR_clear_error()
            return nil
        }
        defer {
            release(label)
            release(header)
            release(contents, count: count)
        }
        guard let label, let header, let contents else { return nil }
        return PEMBlock(
            label: String(cString: label), isEncrypted: String(cString: header).contains("ENCRYPTED"),
            contents: SecretBytes(copying: Span(_unsafeStart: contents, count: count)))
    }

    /// Memory of a call with `PEM_FLAG_SECURE`, wiped before it is freed.
    private static func release(_ memory: UnsafeMutableRawPointer?, count: Int = 0) {
        CRYPTO_secure_clear_free(memory, count, #file, 0)
    }
}
