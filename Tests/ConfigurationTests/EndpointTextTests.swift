import Gateway
import Testing

@testable import Configuration

@Suite struct EndpointTextTests {
    static let good: [(String, String, Int, String)] = [
        ("http://127.0.0.1:9000/path?query", "127.0.0.1", 9000, "/path?query"),
        ("http://legacy.example", "legacy.example", 80, "/"), ("http://Legacy:1/A", "legacy", 1, "/A"),
        ("HTTP://a:65535?x=/y", "a", 65_535, "/?x=/y"), ("http://[::1]:80/", "::1", 80, "/"),
        ("http://[FD00:0:0::1]", "fd00::1", 80, "/"), ("http://token_service.local./", "token_service.local.", 80, "/"),
        ("http://a/b:c@d", "a", 80, "/b:c@d"), ("http://1a.2b", "1a.2b", 80, "/"),
    ]

    @Test(arguments: good)
    func addressesAreTakenApart(text: String, host: String, port: Int, target: String) throws {
        let endpoint = try EndpointText.parse(text)
        #expect(endpoint == Upstream.Endpoint(host: host, port: port, target: target))
    }

    static let secure: [(String, Int, String)] = [
        ("https://a", 443, "a"), ("HTTPS://a:443/", 443, "a"), ("https://a:80", 80, "a:80"),
        ("https://[::1]/x", 443, "[::1]"), ("https://[::1]:8443", 8443, "[::1]:8443"),
    ]

    @Test(arguments: secure)
    func secureAddressesHaveAPortOfTheirOwn(text: String, port: Int, authority: String) throws {
        let endpoint = try EndpointText.parse(text)
        #expect(endpoint.isSecure)
        #expect(endpoint.port == port)
        #expect(endpoint.authority == authority)
        #expect(try EndpointText.parse("http://a:443").authority == "a:443")
    }

    static let bad: [(String, EndpointFailure)] = [
        ("", .otherScheme), ("a:80", .otherScheme), ("http:/a", .otherScheme), ("ftp://a", .otherScheme),
        ("https:/a", .otherScheme), ("httpss://a", .otherScheme), ("https://", .missingHost),
        ("http://", .missingHost), ("http:///a", .missingHost),
        ("http://:80/", .missingHost), ("http://u@a", .userInformation), ("http://a#b", .fragment),
        ("http://a/b#c", .fragment), ("http://a/b c", .notPrintable), ("http://a/\u{e9}", .notPrintable),
        ("http://a\u{0}", .notPrintable), ("http://a\n", .notPrintable), ("http://::1/", .bareIPv6),
        ("http://a:1:2/", .bareIPv6), ("http://[::g]/", .host("::g")), ("http://[127.0.0.1]/", .host("127.0.0.1")),
        ("http://[::1/", .bareIPv6), ("http://[fe80::1%25eth0]/", .host("fe80::1%25eth0")),
        ("http://127.0.0.256/", .host("127.0.0.256")), ("http://127.1/", .host("127.1")),
        ("http://a..b/", .host("a..b")),
        ("http://-a/", .host("-a")), ("http://./", .host(".")), ("http://a:0/", .port("0")),
        ("http://a:65536/", .port("65536")), ("http://a:/", .port("")), ("http://a:+1/", .port("+1")),
        ("http://[::1]80/", .port("80")), ("http://a:000080/", .port("000080")),
    ]

    @Test(arguments: bad)
    func whatIsNoAddressSaysWhy(text: String, failure: EndpointFailure) {
        #expect(throws: failure) { try EndpointText.parse(text) }
    }
}
