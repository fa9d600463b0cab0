import Testing

@testable import Gateway

@Suite struct ForwardPathTests {
    private func accepts(_ path: String) -> Bool {
        ForwardPath.accepts(Array(path.utf8).span)
    }

    @Test(arguments: [
        "/", "/a", "/a/b", "/a/b/", "/a.b/..c/d..", "/a/...", "/%20/%C3%A4", "/a%25b", "/a%3Ab", "/a:b@c!$&'()*+,=~",
        "/a/%7b", "/a%25", "/a%25z0", "/%F0%9F%98%80", "/token-service/client/server/new/v2/token",
    ])
    func whatEverybodyReadsAlikeGoesOn(path: String) {
        #expect(self.accepts(path))
    }

    @Test(arguments: [
        "", "a", "//", "/a//b", "//a", "/a//", "/./a", "/a/.", "/a/..", "/../a", "/a/../b", "/a;b", "/a;jsessionid=1",
        "/a\\b", "/a%2fb", "/a%2Fb", "/a%5cb", "/a%5C", "/a%00", "/a%3b", "/tok%65n", "/%2e%2e/a", "/a%2D", "/a%7E",
        "/a%2525", "/a%2541/b", "/%c0%ae", "/%C0%AF", "/%ff", "/%e4", "/a%5F", "/a%30", "/a%5a", "/a%", "/a%4", "/a%zz",
        "/a%4g", "/a b", "/a\tb", "/\u{E4}", "/a\u{7F}",
    ])
    func whatCouldBeReadInTwoWaysDoesNot(path: String) {
        #expect(!self.accepts(path))
    }
}
