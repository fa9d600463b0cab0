/// The private half of a key pair. Immutable, for any thread.
package final class PrivateKey: Sendable, Redacted {
    package let kind: PublicKeyKind
    package let publicKey: PublicKey
    let key: EVPKey
    /// Of RSA: the hash of the private exponent, from which the answers to wrong padding come.
    let rejectionKey: SecretBytes?

    private init(_ key: EVPKey, _ kind: PublicKeyKind) throws(PublicKeyFailure) {
        self.kind = kind
        self.key = key
        self.publicKey = PublicKey(key, kind)
        self.rejectionKey = if case .rsa = kind { try key.rejectionKey() } else { nil }
    }

    convenience init(checking key: EVPKey, allowingShort: Bool) throws(PublicKeyFailure) {
        try self.init(key, key.inspect(.privateHalf, allowingShort: allowingShort))
    }

    /// A fresh pair; RSA has the public exponent 65537.
    package static func generate(_ kind: PublicKeyKind) throws(PublicKeyFailure) -> PrivateKey {
        let parameters = LibraryParameters()
        let type: StaticString
        switch kind {
        case .rsa(let bits):
            guard PublicKeyKind.rsaBits.contains(bits) else { throw .rsaLength(bits) }
            type = "RSA"
            parameters.add("bits", size: bits)
        case .ec(let curve):
            type = "EC"
            parameters.add("group", text: curve.libraryName)
        case .x25519: type = "X25519"
        case .ed25519: type = "ED25519"
        }
        return try PrivateKey(EVPKey(generating: type, parameters), kind)
    }

    /// Reads the first private key of a PEM text: PKCS#8, PKCS#1 or SEC 1, not encrypted.
    ///
    /// Measured, as for the other readers: 0.5 ms (X25519) to 6.6 ms (RSA of 4096 bits, whose numbers are tried out).
    ///
    /// - Parameter allowingShort: takes RSA keys under 2048 bits as well, for vectors.
    package convenience init(pem: SecretBytes, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let labels: [String: KeyLayout] = [
            "PRIVATE KEY": .pkcs8, "RSA PRIVATE KEY": .rsaPrivateKey, "EC PRIVATE KEY": .ecPrivateKey,
        ]
        let bytes = pem.bytes
        let key = try bytes.withUnsafeBytes { (text) throws(PublicKeyFailure) in
            let (block, layout) = try PEMBlock.first(in: text, labelled: labels)
            return try EVPKey(der: block.contents.bytes, layout)
        }
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// Reads the DER of PKCS#8, and where it is not that, of PKCS#1 or SEC 1.
    package convenience init(der: SecretBytes, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let key = try EVPKey.read(der.bytes, firstOf: [.pkcs8, .rsaPrivateKey, .ecPrivateKey])
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// Reads the DER of PKCS#8, not encrypted. libcrypto may take the other layouts as well.
    package convenience init(pkcs8: SecretBytes, allowingShort: Bool = false) throws(PublicKeyFailure) {
        try self.init(checking: EVPKey(der: pkcs8.bytes, .pkcs8), allowingShort: allowingShort)
    }

    /// The DER of PKCS#8, not encrypted.
    package var pkcs8: SecretBytes { self.key.pkcs8() }

    /// A PEM text of PKCS#8, not encrypted.
    package var pem: SecretBytes { MemoryBIO.pem("PRIVATE KEY", self.pkcs8) }
}
