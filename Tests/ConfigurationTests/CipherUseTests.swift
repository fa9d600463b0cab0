import Envelopes
import Gateway
import Testing

@testable import Configuration

/// `cipher:` of routes and upstreams.
@Suite struct CipherUseTests {
    private static let ciphers = """
        listen: [{address: 127.0.0.1:8080}]
        ciphers:
          signed: {like: aes-256-gcm, signature: [RS256]}
          wrapped: {like: aes-256-gcm, key-wrap: rsa-oaep-sha256, wrapped-key: prefix}
          json: {like: aes-256-gcm, wrapper: "json:data"}
          second: {like: aes-256-gcm, reply-key: response-key}
          compact: {algorithm: jwe, key-management: [A256KW], content-encryption: [A256GCM]}
          wrapped-jwe: {like: compact, wrapper: "form:data"}
          outer-jwe: {like: compact, outer-encoding: base64}

        """

    private func route(_ cipher: String, more: String = "") -> String {
        Self.ciphers
            + "routes:\n  - {path: /a, dialect: token-service, cipher: \(cipher), revoker: embedded\(more)}"
    }

    private func upstream(_ cipher: String) -> String {
        Self.ciphers
            + "upstreams:\n  u: {url: http://127.0.0.1:1, dialect: token-service, cipher: \(cipher)}\nroutes: []"
    }

    private func ciphers(_ cipher: String) throws -> [Route.Cipher] {
        try Reading.valid(self.route(cipher)).routes[0].route.ciphers
    }

    @Test func aRouteNamesOneProfileOrSeveral() throws {
        #expect(try self.ciphers("{profile: aes-256-gcm, key: k}").map(\.profile.name) == ["aes-256-gcm"])
        let several = try self.ciphers("[{profile: aes-192-cbc, key: consumer}, {profile: aes-256-gcm, key: k}]")
        #expect(several.map(\.profile.name) == ["aes-192-cbc", "aes-256-gcm"])
        #expect(several.map(\.key) == [.consumer, .named("k")])
        #expect(several.allSatisfy { $0.responseKey == nil && $0.verifyKey == nil && $0.signingKey == nil })
    }

    @Test func keysOfRepliesAndSignatures() throws {
        let wrapped = try self.ciphers("{profile: wrapped, key: k}")[0]
        #expect(wrapped.responseKey == .consumer)
        let named = try self.ciphers("{profile: wrapped, key: k, response-key: r}")[0]
        #expect(named.responseKey == .named("r"))
        let signed = try self.ciphers("{profile: signed, key: k, verify-key: consumer, signing-key: s}")[0]
        #expect(signed.responseKey == nil)
        #expect(signed.verifyKey == .consumer)
        #expect(signed.signingKey == "s")
        let second = try self.ciphers("{profile: second, key: k}")[0]
        #expect(second.responseKey == .consumer)
    }

    @Test func anUpstreamNamesOneProfileAndItsKeys() throws {
        let configuration = try Reading.valid(
            self.upstream("{profile: wrapped, key: theirs, response-key: ours}"))
        let cipher = try #require(configuration.upstreams[0].cipher)
        #expect(cipher.profile.name == "wrapped")
        #expect(cipher.key == "theirs")
        #expect(cipher.responseKey == "ours")
        #expect(cipher.verifyKey == nil)
    }

    @Test(arguments: [
        ("[]", "cipher: names no profile"),
        ("aes-256-gcm", "cipher must be a mapping"),
        (
            "[{profile: aes-256-gcm, key: k}, {profile: aes-256-gcm, key: l}]",
            "cipher[1]: profile: \"aes-256-gcm\" stands in the list already"
        ),
        ("[{profile: aes-256-gcm}]", "cipher[0]: \"key\" is missing"),
        ("{profile: paywize-v1, key: k}", "paywize-v1 is to be completed with iv-value"),
        ("{profile: aes-256-gcm, key: k, colour: red}", "unknown key \"colour\""),
        ("{profile: aes-256-gcm, key: K}", "\"K\" is not a key name"),
        ("{profile: aes-256-gcm, key: k, response-key: r}", "response-key: replies of profile aes-256-gcm"),
        ("{profile: aes-256-gcm, key: k, verify-key: v}", "verify-key: bodies of profile aes-256-gcm are not signed"),
        ("{profile: signed, key: k, signing-key: s}", "\"verify-key\" is missing"),
        ("{profile: signed, key: k, verify-key: v}", "\"signing-key\" is missing"),
        ("{profile: signed, key: k, verify-key: v, signing-key: consumer}", "signs with a private key of its own"),
    ])
    func faultsOfRoutes(cipher: String, words: String) {
        let faults = Reading.faults(self.route(cipher))
        #expect(faults.contains { $0.hasPrefix("revgate.yaml:11: ") && $0.contains(words) }, "\(faults)")
    }

    @Test(arguments: [
        ("[{profile: aes-256-gcm, key: k}]", "an upstream is spoken to in one profile"),
        ("{profile: wrapped, key: k}", "\"response-key\" is missing"),
        ("{profile: wrapped, key: k, response-key: consumer}", "an upstream has one key for all consumers"),
        ("{profile: aes-256-gcm, key: consumer}", "an upstream has one key for all consumers"),
        ("{profile: signed, key: k, verify-key: v}", "\"signing-key\" is missing"),
    ])
    func faultsOfUpstreams(cipher: String, words: String) {
        let faults = Reading.faults(self.upstream(cipher))
        #expect(faults.contains { $0.hasPrefix("revgate.yaml:11: ") && $0.contains(words) }, "\(faults)")
    }

    @Test func clearBodiesStandBesideSealedTextAlone() throws {
        let beside = self.route("[{profile: aes-256-gcm, key: k}, {profile: json, key: k}]", more: ", plaintext: allow")
        #expect(Reading.faults(beside).contains { $0.contains("plaintext: sealed bodies of profile json are JSON") })
        for profile in ["aes-256-gcm", "wrapped-jwe", "outer-jwe"] {
            _ = try Reading.valid(self.route("{profile: \(profile), key: k}", more: ", plaintext: allow"))
        }
    }

    /// What is written as one JWE in compact serialization is read as JSON, too.
    @Test func clearBodiesDoNotStandBesideJWE() {
        let words = "plaintext: sealed bodies of profile compact may be JSON"
        let beside = self.route("{profile: compact, key: k}", more: ", plaintext: allow")
        #expect(Reading.faults(beside).contains { $0.contains(words) })
    }
}
