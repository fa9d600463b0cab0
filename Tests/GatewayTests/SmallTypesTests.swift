import Dialects
import Testing

@testable import Gateway

@Suite struct RouteTableTests {
    private func table(_ paths: String...) -> RouteTable {
        RouteTable(
            paths.map {
                Route(
                    name: $0, path: $0, dialect: .tokenService, cipher: nil, allowsPlaintext: true, reply: .enveloped)
            })
    }

    @Test(arguments: [("/a", 0), ("/b", 1), ("/abc", 2), ("/", nil), ("/A", nil), ("/ab", nil), ("/a/", nil), ("", nil)])
    func pathsMatchExactlyOrNotAtAll(path: String, index: Int?) {
        #expect(self.table("/a", "/b", "/abc").index(of: Array(path.utf8).span) == index)
    }

    @Test func noRoutesMatchNothing() {
        #expect(RouteTable([]).index(of: Array("/a".utf8).span) == nil)
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
        #expect(self.text(try #require(RequestID(caller: Array(id.utf8).span))) == "X: \(id)\r\n")
    }

    @Test(arguments: ["", "a b", "a/b", "ü", "a\r\nb", String(repeating: "x", count: 129)])
    func whatIsNotOneIsNotTaken(id: String) {
        #expect(RequestID(caller: Array(id.utf8).span) == nil)
    }

    @Test func newOnesDiffer() {
        let ids = RequestIDs(process: 0xABCD_EF01_2345_6789, start: .max)
        #expect(self.text(ids.next()) == "X: abcdef01234567890000000000000000\r\n")
        #expect(self.text(ids.next()) == "X: abcdef01234567890000000000000001\r\n")
    }
}

@Suite struct DateFieldTests {
    @Test(arguments: [
        (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399_999, "Sun, 28 Feb 2100 23:59:59 GMT"),
    ] as [(Int64, String)])
    func isAnIMFFixdate(milliseconds: Int64, text: String) {
        var date = DateField()
        date.update(milliseconds: milliseconds)
        #expect(String(decoding: date.bytes, as: UTF8.self) == text)
    }
}

@Suite struct FailureWindowsTests {
    @Test func theLimitIsReachedAndPassesWithTheWindow() {
        var windows = FailureWindows(limit: 2)
        windows.failed("a", at: 1_000)
        #expect(windows.wait(for: "a", at: 1_000) == nil)
        windows.failed("a", at: 2_000)
        #expect(windows.wait(for: "a", at: 2_000) == 59)
        #expect(windows.wait(for: "b", at: 2_000) == nil)
        #expect(windows.wait(for: "a", at: 60_999) == 1)
        #expect(windows.wait(for: "a", at: 61_000) == nil)
        windows.failed("a", at: 61_000)
        #expect(windows.wait(for: "a", at: 61_000) == nil)
    }
}
