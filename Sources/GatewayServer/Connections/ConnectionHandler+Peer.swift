import Gateway
import NIOCore

extension ConnectionHandler: Peer {
    var isSecure: Bool { self.term.isSecure }

    var addressBytes: [UInt8] {
        guard let address = self.channel?.remoteAddress else { return [] }
        // sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)): family, port, and for IPv6 the flow, stand before the address.
        let range: Range<Int>
        switch address {
        case .v4: range = 4..<8
        case .v6: range = 8..<24
        case .unixDomainSocket: return []
        }
        return address.withSockAddr { bytes, count in Array(UnsafeRawBufferPointer(start: bytes, count: count)[range]) }
    }
}
