import NIOCore
import NIOSSL
package import Primitives

/// The certificate that a listener shows, and the key to it: made at start and reload, shared by all loops.
package struct ListenerTLS: Sendable {
    /// Suites of TLS 1.2, all with forward secrecy and authenticated encryption; those of 1.3 are fixed.
    private static let cipherSuites = "ECDH+AESGCM:ECDH+CHACHA20"
    /// How long a connection that this side closes waits for the peer's close_notify.
    private static let closeTimeout = TimeAmount.seconds(1)

    let context: NIOSSLContext
    /// Seconds since 1970 between which the certificate is valid (RFC 5280 § 4.1.2.5).
    package let notBefore: Int
    package let notAfter: Int

    /// - Parameters:
    ///   - chain: certificates in PEM, the server's own first.
    ///   - key: a private key in PEM: PKCS #8, PKCS #1 or SEC 1.
    package init(chain: SecretBytes, key: SecretBytes) throws(TLSFailure) {
        let certificates = try CertificateFile.certificates(chain.withUnsafeBytes { Array($0) })
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(try Self.privateKey(key)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = Self.cipherSuites
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = Self.closeTimeout
        do {
            self.context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .foreignKey
        } catch {
            throw .refused((error as? BoringSSLError)?.words ?? String(describing: error))
        }
        self.notBefore = certificates[0].notValidBefore
        self.notAfter = certificates[0].notValidAfter
    }

    private static func privateKey(_ key: SecretBytes) throws(TLSFailure) -> NIOSSLPrivateKey {
        var pem = key.withUnsafeBytes { Array($0) }
        defer { pem.wipe() }
        guard !pem.isEmpty else { throw .noKey }
        if let key = try? NIOSSLPrivateKey(bytes: pem, format: .pem) { return key }
        // `BEGIN ENCRYPTED PRIVATE KEY`, or `Proc-Type: 4,ENCRYPTED` (RFC 1421 § 4.6.1.1).
        let mark = Array("ENCRYPTED".utf8)
        let isEncrypted = pem.indices.contains { pem[$0...].starts(with: mark) }
        throw isEncrypted ? .encryptedKey : .noKey
    }
}
