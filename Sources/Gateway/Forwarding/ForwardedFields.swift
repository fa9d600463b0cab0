import HTTP1
import Revocation

/// Reads and extends what proxies say of the client in front of them (RFC 7239, and the `X-Forwarded-*` before it).
///
/// Only a trusted peer's word counts; of anybody else the peer itself is the client, and what it claims is dropped.
enum ForwardedFields {
    /// Of a longer chain of a trusted proxy the end is kept.
    private static let maximumChain = 1_024

    static func origin(
        of head: borrowing RequestHead, _ bytes: Span<UInt8>, peer: any Peer, trusted: [AddressBlock]
    ) -> ForwardedOrigin {
        let address = peer.addressBytes
        let isTrusted = !address.isEmpty && trusted.contains { $0.contains(address.span) }
        var chain: [UInt8] = []
        var elements: [UInt8] = []
        var scheme = Array((peer.isSecure ? "https" : "http").utf8)
        var host = head.authority.map { self.copy(bytes.extracting($0)) } ?? []
        if isTrusted {
            self.join(head.fields, .forwardedFor, bytes, into: &chain)
            self.join(head.fields, .forwarded, bytes, into: &elements)
            if let proto = head.fields.value(of: "x-forwarded-proto", in: bytes) {
                let claimed = self.copy(bytes.extracting(proto))
                if claimed == Array("https".utf8) || claimed == Array("http".utf8) { scheme = claimed }
            }
            if let claimed = head.fields.value(of: "x-forwarded-host", in: bytes) {
                host = self.copy(bytes.extracting(claimed))
            }
        }
        let text = peer.addressText
        if !chain.isEmpty { chain += Array(", ".utf8) }
        chain += text
        if !elements.isEmpty { elements += Array(", ".utf8) }
        elements += self.element(for: text, isIPv6: address.count == 16, scheme: scheme, host: host)
        return ForwardedOrigin(addresses: chain, scheme: scheme, host: host, elements: elements)
    }

    /// `for=192.0.2.1;proto=http;host="h:8080"` (RFC 7239 § 4). A host that no quoted string holds is left out.
    private static func element(for address: [UInt8], isIPv6: Bool, scheme: [UInt8], host: [UInt8]) -> [UInt8] {
        var element = Array((isIPv6 ? "for=\"[" : "for=").utf8) + address + Array((isIPv6 ? "]\"" : "").utf8)
        element += Array(";proto=".utf8) + scheme
        let isPlain = host.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if !host.isEmpty, isPlain { element += Array(";host=\"".utf8) + host + Array("\"".utf8) }
        return element
    }

    /// All lines of one name as one list, in order (RFC 9110 § 5.3).
    private static func join(
        _ fields: FieldSection, _ field: KnownField, _ bytes: Span<UInt8>, into list: inout [UInt8]
    ) {
        for line in fields.lines where line.known == field {
            if !list.isEmpty { list += Array(", ".utf8) }
            list += self.copy(bytes.extracting(line.value))
        }
        guard list.count > self.maximumChain else { return }
        // The last elements are those of the proxies nearest to this one: the client has written the first.
        let end = list.suffix(self.maximumChain)
        list =
            end.firstIndex(of: UInt8(ascii: ",")).map { Array(end[($0 + 1)...].drop { $0 == UInt8(ascii: " ") }) } ?? []
        if list.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { list = [] }
    }

    private static func copy(_ bytes: Span<UInt8>) -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}
