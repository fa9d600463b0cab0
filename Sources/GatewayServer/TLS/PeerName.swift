import NIOSSL

/// Whether a certificate is for a host, more strictly than the library sees it: a name counts only where the certificate
/// names it (RFC 9525 § 6.3), never because the address that the name was resolved to stands there, nor by its common
/// name.
enum PeerName {
    static func isNamed(_ host: String, in certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains { name in
            name.nameType == .dnsName && self.matches(Array(name.contents), host)
        }
    }

    /// A name of a certificate, of which `*` may be the whole first label, against a host's name without its last dot.
    static func matches(_ pattern: [UInt8], _ host: String) -> Bool {
        let pattern = self.lowercased(pattern)
        let host = self.lowercased(Array(host.utf8))
        guard pattern.starts(with: Array("*.".utf8)) else { return pattern == host }
        guard let dot = host.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        let rest = pattern.dropFirst()
        // `*.com` would be half of the world's.
        return rest.count(where: { $0 == UInt8(ascii: ".") }) > 1 && host[dot...].elementsEqual(rest)
    }

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
