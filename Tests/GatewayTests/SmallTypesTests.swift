import Dialects
import Revocation
import Testing

@testable import Gateway

@Suite struct RouteTableTests {
    private func table(_ paths: String...) -> RouteTable {
        RouteTable(
            paths.map {
                Route(
                    name: $0, path: $0, dialect: .tokenService, ciphers: [], allowsPlaintext: true, reply: .enveloped,
                    revoker: .embedded)
            })
    }

    @Test(arguments: [
        ("/a", 0), ("/b", 1), ("/abc", 2), ("/", nil), ("/A", nil), ("/ab", nil), ("/a/", nil), ("", nil),
    ])
    func pathsMatchExactlyOrNotAtAll(path: String, index: Int?) {
        let found = self.table("/a", "/b", "/abc").match(Array(path.utf8).span)
        #expect(found == (index.map { .route($0) } ?? .none))
    }

    @Test func noRoutesMatchNothing() {
        let found = RouteTable([]).match(Array("/a".utf8).span)
        #expect(found == .none)
    }

    @Test(arguments: [
        ("/a/revoke", RouteTable.Match.route(0)), ("/a/x", .route(1)), ("/a/", .route(1)), ("/a", .none),
        ("/a/b/x", .route(2)), ("/a/b", .route(1)), ("/ab/x", .none), ("/A/x", .none), ("/a/revokes", .route(1)),
        ("/a/revoke/x", .route(1)), ("/a/revoke/", .ambiguous), ("/a/Revoke", .ambiguous), ("/a/REVOKE/", .ambiguous),
        ("/a/revoke%20", .ambiguous), ("/a/revoke%2F", .ambiguous), ("/a/r%65voke", .ambiguous),
        ("/a/r%2565voke", .ambiguous), ("/a/revoke.json", .ambiguous), ("/a/revoke.d/x", .route(1)),
        ("/a/B/x", .ambiguous), ("/a/%62/x", .ambiguous), ("/a/.revoke", .route(1)),
    ])
    func exactBeforeTheLongestPrefix(path: String, match: RouteTable.Match) {
        let found = self.table("/a/revoke", "/a/*", "/a/b/*").match(Array(path.utf8).span)
        #expect(found == match)
    }
}

@Suite struct RequestIDTests {
    private func text(_ id: RequestID) -> String {
        var bytes: [UInt8] = []
        id.append(field: "X", to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: ["a", "A-z_0.9", String(repeating: "x", count: 128)])
    func theCallersIsKept(id: String) throws {
        let taken = RequestID(caller: Array(id.utf8).span)
        #expect(self.text(try #require(taken)) == "X: \(id)\r\n")
    }

    @Test(arguments: ["", "a b", "a/b", "ü", "a\r\nb", String(repeating: "x", count: 129)])
    func whatIsNotOneIsNotTaken(id: String) {
        let taken = RequestID(caller: Array(id.utf8).span)
        #expect(taken == nil)
    }

    @Test func newOnesDiffer() {
        let ids = RequestIDs(process: 0xABCD_EF01_2345_6789, start: .max)
        #expect(self.text(ids.next()) == "X: abcdef01234567890000000000000000\r\n")
        #expect(self.text(ids.next()) == "X: abcdef01234567890000000000000001\r\n")
    }
}

@Suite struct FailureWindowsTests {
    @Test func theLimitIsReachedAndPassesWithTheWindow() {
        var windows = FailureWindows()
        windows.failed("a", at: 1_000)
        #expect(windows.wait(for: "a", limit: 2, at: 1_000) == nil)
        windows.failed("a", at: 2_000)
        #expect(windows.wait(for: "a", limit: 2, at: 2_000) == 59)
        #expect(windows.wait(for: "b", limit: 2, at: 2_000) == nil)
        #expect(windows.wait(for: "a", limit: 2, at: 60_999) == 1)
        #expect(windows.wait(for: "a", limit: 2, at: 61_000) == nil)
        windows.failed("a", at: 61_000)
        #expect(windows.wait(for: "a", limit: 2, at: 61_000) == nil)
    }
}
