/// The public half of a key pair. Immutable, for any thread.
package final class PublicKey: Sendable {
    package let kind: PublicKeyKind
    /// Of a pair it is the pair's own, of which nothing here tells more than the public half.
    let key: EVPKey

    /// - Parameter kind: of the key, which has been inspected.
    init(_ key: EVPKey, _ kind: PublicKeyKind) {
        self.key = key
        self.kind = kind
    }

    convenience init(checking key: EVPKey, allowingShort: Bool) throws(PublicKeyFailure) {
        self.init(key, try key.inspect(.publicHalf, allowingShort: allowingShort))
    }

    /// Reads the first public key or certificate of a PEM text. A certificate is only a wrapping of its key: neither its
    /// signature nor its dates are looked at.
    ///
    /// - Parameter allowingShort: takes RSA keys under 2048 bits as well, for vectors.
    package convenience init(pem: Span<UInt8>, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let labels: [String: KeyLayout] = [
            "PUBLIC KEY": .spki, "RSA PUBLIC KEY": .rsaPublicKey,
            "CERTIFICATE": .certificate, "X509 CERTIFICATE": .certificate,
        ]
        let key = try pem.withUnsafeBytes { (text) throws(PublicKeyFailure) in
            let (block, layout) = try PEMBlock.first(in: text, labelled: labels)
            return try EVPKey(der: block.contents.bytes, layout)
        }
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// Reads the DER of a `SubjectPublicKeyInfo`, and where it is not that, of a PKCS#1 key or of a certificate.
    package convenience init(der: Span<UInt8>, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let key = try EVPKey.read(der, firstOf: [.spki, .rsaPublicKey, .certificate])
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// Reads the DER of a `SubjectPublicKeyInfo`.
    package convenience init(spki: Span<UInt8>, allowingShort: Bool = false) throws(PublicKeyFailure) {
        try self.init(checking: EVPKey(der: spki, .spki), allowingShort: allowingShort)
    }

    /// The DER of a `SubjectPublicKeyInfo`; points are written uncompressed.
    package var spki: [UInt8] { self.key.spki().published }

    /// A PEM text of a `SubjectPublicKeyInfo`.
    package var pem: [UInt8] { MemoryBIO.pem("PUBLIC KEY", self.key.spki()).published }
}

extension SecretBytes {
    /// The bytes of what turned out to be no secret.
    fileprivate var published: [UInt8] {
        self.withUnsafeBytes { [UInt8]($0) }
    }
}
