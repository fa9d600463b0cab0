import HTTP1
import Primitives
import Revocation
import Testing

@testable import Gateway

private final class PlayedPeer: Peer {
    let isSecure: Bool
    let credentials = CredentialMemory()
    let addressBytes: [UInt8]
    let addressText: [UInt8]

    init(_ bytes: [UInt8], _ text: String, isSecure: Bool = false) {
        self.isSecure = isSecure
        self.addressBytes = bytes
        self.addressText = Array(text.utf8)
    }
}

@Suite struct ForwardingTests {
    private func origin(
        _ fields: [String], peer: any Peer = PlayedPeer([192, 0, 2, 7], "192.0.2.7"), trusted: [AddressBlock] = []
    ) throws -> [String] {
        let bytes = Array("POST /r HTTP/1.1\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n".utf8)
        var decoder = RequestDecoder()
        let event = decoder.next(bytes.span)
        try #require(event == .head)
        let origin = ForwardedFields.origin(of: decoder.head, bytes.span, peer: peer, trusted: trusted)
        return [origin.addresses, origin.scheme, origin.host, origin.elements].map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func untrustedPeerIsTheClientWhateverItClaims() throws {
        let said = try self.origin([
            "Host: gw:8080", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil",
            "Forwarded: for=6.6.6.6",
        ])
        #expect(said == ["192.0.2.7", "http", "gw:8080", #"for=192.0.2.7;proto=http;host="gw:8080""#])
    }

    @Test func chainOfATrustedProxyIsExtended() throws {
        let block = try #require(AddressBlock("192.0.2.0/24"))
        let said = try self.origin(
            [
                "Host: gw", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-For: 10.0.0.2", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: pay.example", "Forwarded: for=10.0.0.1;proto=https",
            ], trusted: [block])
        #expect(
            said == [
                "10.0.0.1, 10.0.0.2, 192.0.2.7", "https", "pay.example",
                #"for=10.0.0.1;proto=https, for=192.0.2.7;proto=https;host="pay.example""#,
            ])
    }

    @Test func addressOfSixBytesGroupsIsQuotedInForwarded() throws {
        let peer = PlayedPeer([0x20, 1] + Array(repeating: 0, count: 13) + [1], "2001::1")
        let said = try self.origin(["Host: gw"], peer: peer)
        #expect(said == ["2001::1", "http", "gw", #"for="[2001::1]";proto=http;host="gw""#])
    }

    @Test func whatCameThroughTLSIsSaidToBeHTTPS() throws {
        let peer = PlayedPeer([192, 0, 2, 7], "192.0.2.7", isSecure: true)
        let said = try self.origin(["Host: gw", "X-Forwarded-Proto: http"], peer: peer)
        #expect(said == ["192.0.2.7", "https", "gw", #"for=192.0.2.7;proto=https;host="gw""#])
    }

    @Test func schemeThatIsNoneOfHTTPIsNotPassedOn() throws {
        let block = try #require(AddressBlock("192.0.2.7"))
        let said = try self.origin(["Host: gw", "X-Forwarded-Proto: javascript"], trusted: [block])
        #expect(said[1] == "http")
    }

    @Test func ofALongChainTheEndIsKept() throws {
        let block = try #require(AddressBlock("192.0.2.7"))
        let said = try self.origin(
            ["Host: gw", "X-Forwarded-For: " + String(repeating: "1.1.1.1,", count: 200) + " 10.0.0.9"],
            trusted: [block])
        #expect(said[0].hasPrefix("1.1.1.1,"))
        #expect(said[0].hasSuffix(", 10.0.0.9, 192.0.2.7"))
        #expect(said[0].utf8.count <= 1_024 + ", 192.0.2.7".utf8.count)
    }

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false),
        ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", false),
        ("", false),
    ])
    func onlyAWellFormedTraceParentIsPassedOn(value: String, isAccepted: Bool) {
        let bytes = Array(value.utf8)
        let accepted = TraceParent.accepted(bytes.span)
        #expect(accepted == (isAccepted ? bytes : nil))
    }
}
