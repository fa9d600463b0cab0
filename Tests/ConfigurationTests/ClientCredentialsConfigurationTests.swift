import Envelopes
import Foundation
import Gateway
import Primitives
import Testing

@testable import Configuration

@Suite struct ClientCredentialsConfigurationTests {
    private static func keys(_ settings: String) -> String {
        "url: http://a\ncredential:\n  client-credentials: {\(settings)}"
    }

    private static func entry(_ settings: String) throws -> ClientCredentialsEntry? {
        try Reading.upstream(self.keys(settings)).credential?.clientCredentials
    }

    private static let required = "token-url: https://b/token?c, client-id: me, client-secret: env:SECRET"

    @Test func whatIsLeftOutHasDefaults() throws {
        let entry = try Self.entry(Self.required)
        let expected = ClientCredentialsEntry(
            endpoint: Upstream.Endpoint(host: "b", port: 443, target: "/token?c", isSecure: true), clientID: "me",
            secret: .environment("SECRET"), scope: nil, method: .basic, timeout: 5_000,
            tls: Configuration.UpstreamEntry.TLS(authorityFile: nil, serverName: nil, line: 7))
        #expect(entry == expected)
    }

    @Test func everyKeyIsRead() throws {
        let entry = try Self.entry(
            Self.required + ", scope: a b:c, method: post, timeout: 900ms, tls: {ca: ca.pem, server-name: B.example}")
        #expect(entry?.scope == "a b:c")
        #expect(entry?.method == .post)
        #expect(entry?.timeout == 900)
        #expect(entry?.tls?.authorityFile == "etc/ca.pem")
        #expect(entry?.tls?.serverName == "b.example")
        let plain = try Self.entry("token-url: http://127.0.0.1:1/t, client-id: a b, client-secret: key-1")
        #expect(plain?.tls == nil)
        #expect(plain?.clientID == "a b")
        #expect(plain?.secret == .key("key-1"))
    }

    static let faulty: [(String, String)] = [
        ("client-id: me, client-secret: env:S", #"client-credentials: "token-url" is missing"#),
        ("token-url: http://b, client-secret: env:S", #"client-credentials: "client-id" is missing"#),
        ("token-url: http://b, client-id: me", #"client-credentials: "client-secret" is missing"#),
        ("token-url: ftp://b, client-id: me, client-secret: env:S", "token-url: is not http://HOST"),
        ("token-url: http://u:p@b, client-id: me, client-secret: env:S", "token-url: has user information"),
        ("token-url: [http://b], client-id: me, client-secret: env:S", "token-url: must be a single value"),
        ("token-url: http://b, client-id: \"\", client-secret: env:S", "client-id: is not 1 to 256 printable"),
        ("token-url: http://b, client-id: \"ä\", client-secret: env:S", "client-id: is not 1 to 256 printable"),
        ("token-url: http://b, client-id: me, client-secret: S3cret!", "client-secret: a secret is never written here"),
        (Self.required + ", scope: \"\"", "scope: is not words of printable ASCII"),
        (Self.required + ", scope: \"a  b\"", "scope: is not words of printable ASCII"),
        (Self.required + ", scope: 'a\"b'", "scope: is not words of printable ASCII"),
        (Self.required + ", method: form", #"method: "form" is not a value of it"#),
        (Self.required + ", method: bsaic", #"did you mean "basic"?"#),
        (Self.required + ", timeout: 99ms", "timeout: 99ms is out of range"),
        (Self.required + ", timeout: 61s", "timeout: 61s is out of range"),
        (Self.required + ", scopes: a", #"unknown key "scopes"; did you mean "scope"?"#),
        (Self.required + ", tls: {ca: \"\"}", "tls: ca: names no file"),
        (
            "token-url: http://b, client-id: me, client-secret: env:S, tls: {ca: x}",
            "tls: its url is http; write https://"
        ),
    ]

    @Test(arguments: faulty)
    func faultsNamePlaceAndWayOut(settings: String, words: String) {
        let faults = Reading.faults(Reading.text(upstream: Self.keys(settings)))
        #expect(faults.count == 1 && faults.allSatisfy { $0.hasPrefix("revgate.yaml:7: ") }, "\(faults)")
        #expect(faults.allSatisfy { $0.contains(words) && !$0.contains("S3cret") }, "\(faults)")
    }

    @Test func theSecretIsReadAndMayNotBreakALine() throws {
        let path = NSTemporaryDirectory() + "revgate-client-secret-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let settings = "token-url: http://127.0.0.1/t, client-id: me, client-secret: file:\(path)"
        let source = try #require(try Reading.upstream(Self.keys(settings)).credential)
        let directory = KeyDirectory(path: path)
        func write(_ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        try write("se cret:\n")
        guard case .clientCredentials(let credentials) = try source.resolve(in: directory, for: "legacy") else {
            Issue.record("another kind")
            return
        }
        #expect(credentials.secret == SecretBytes(copying: Array("se cret:".utf8).span))
        #expect(credentials.service.name == "legacy")
        for (text, failure) in [("a\nb\n", CredentialFailure.controlCharacter), ("\n", .empty)] {
            try write(text)
            #expect(throws: failure) { try source.resolve(in: directory, for: "legacy") }
        }
    }
}
