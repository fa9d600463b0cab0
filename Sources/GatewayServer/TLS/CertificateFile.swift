import NIOSSL

/// The content of a PEM file (RFC 7468) with certificates.
enum CertificateFile {
    /// At least one.
    static func certificates(_ pem: [UInt8]) throws(TLSFailure) -> [NIOSSLCertificate] {
        guard !pem.isEmpty, let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else {
            throw .noCertificate
        }
        return certificates
    }
}
