import Testing

@testable import GatewayServer

@Suite struct PeerNameTests {
    static let matching: [(String, String)] = [
        ("legacy.example", "legacy.example"), ("LEGACY.Example", "legacy.example"), ("localhost", "localhost"),
        ("*.legacy.example", "a.legacy.example"), ("*.b.c.d", "a.b.c.d"), ("*.Example.ORG", "x.example.org"),
    ]

    @Test(arguments: matching)
    func aNameOrOneLabelOfItMatches(pattern: String, host: String) {
        #expect(PeerName.matches(Array(pattern.utf8), host))
    }

    static let other: [(String, String)] = [
        ("legacy.example", "legacy.example.evil"), ("legacy.example", "a.legacy.example"), ("", "legacy.example"),
        ("*.legacy.example", "legacy.example"), ("*.legacy.example", "a.b.legacy.example"),
        ("*.legacy.example", ".legacy.example"), ("*", "legacy"), ("*.example", "a.example"), ("*.", "a."),
        ("a*.legacy.example", "ab.legacy.example"), ("*a.legacy.example", "ba.legacy.example"),
        ("a.*.example", "a.b.example"), ("*.*.example", "a.b.example"), ("*.legacy.example\u{0}", "a.legacy.example"),
        ("legacy.example\u{0}.evil", "legacy.example"), ("legacy.example.", "legacy.example"),
    ]

    @Test(arguments: other)
    func anythingElseDoesNot(pattern: String, host: String) {
        #expect(!PeerName.matches(Array(pattern.utf8), host))
    }
}
