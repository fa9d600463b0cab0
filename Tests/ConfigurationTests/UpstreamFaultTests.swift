import Testing

@testable import Configuration

@Suite struct UpstreamFaultTests {
    /// The keys of an upstream, and what is said of their first line, which is line 5, or of a later one.
    static let faulty: [(String, Int, String)] = [
        ("dialect: native", 5, #"upstreams: legacy: "url" is missing; write it like http://"#),
        ("url: []", 5, "url: names no address"),
        ("url: {a: b}", 5, "url: must be one URL, or a list of them"),
        ("url:\n  - http://a\n  - ftp://a", 7, "url: is not http://HOST[:PORT]"),
        ("url:\n  - http://a/x\n  - http://b/x\n  - http://A:80/x", 8, "url: stands twice: http://a; leave one out"),
        ("url: [\"http://[::1]/\", \"http://[0:0::1]\"]", 5, "url: stands twice: http://[::1]; leave one out"),
        ("url:\n  - https://a\n  - https://A:443", 7, "url: stands twice: https://a; leave one out"),
        ("url:\n  - https://a\n  - http://b", 7, "url: one upstream is either http or https"),
        ("url: http://u:pw@a", 5, "url: has user information"),
        ("tls: {ca: x}\nurl: http://a", 5, "tls: its url is http; write https://, or leave tls out"),
        ("tls: x\nurl: https://a", 5, "upstreams: legacy: tls must be a mapping"),
        ("tls: {ca: \"\"}\nurl: https://a", 5, "tls: ca: names no file"),
        ("tls: {cas: x}\nurl: https://a", 5, #"unknown key "cas"; did you mean "ca"?"#),
        ("tls: {server-name: 10.0.0.1}\nurl: https://a", 5, #"server-name: "10.0.0.1" is not a host's name"#),
        ("tls: {server-name: \"ä.example\"}\nurl: https://a", 5, "is not a host's name"),
        (
            "tls:\n  ca: x\n  private-key: y\nurl: https://a", 7,
            #"tls: "private-key" is not carried out by this build"#
        ),
        ("urll: http://a\nurl: http://a", 5, #"unknown key "urll"; did you mean "url"?"#),
        ("dialect: nativ\nurl: http://a", 5, #"unknown dialect "nativ"; did you mean "native"?"#),
        ("cipher: {profile: aes-192-cbc, key: k}\nurl: http://a", 5, "cipher: only an upstream with a dialect"),
        (
            "cipher: {profile: aes-192-cbc, key: consumer}\nurl: http://a\ndialect: native", 5,
            "an upstream has one key"
        ),
        ("cipher: {profile: aes-192-cdc, key: k}\nurl: http://a\ndialect: native", 5, #"did you mean "aes-192-cbc"?"#),
        ("cipher: {profile: aes-192-cbc, key: K}\nurl: http://a\ndialect: native", 5, #""K" is not a key name"#),
        ("cipher: {profile: aes-192-cbc}\nurl: http://a\ndialect: native", 5, #"cipher: "key" is missing"#),
        ("cipher: x\nurl: http://a\ndialect: native", 5, "cipher must be a mapping"),
        ("credential: S3cret!\nurl: http://a", 5, "credential: a secret is never written here; use env:NAME"),
        ("credential: {bearer: S3cret!}\nurl: http://a", 5, "credential: bearer: a secret is never written here"),
        ("credential: consumer\nurl: http://a", 5, "a secret is never written here"),
        ("credential: {}\nurl: http://a", 5, "credential: is one of: api-key, basic, bearer"),
        (
            "credential: {basic: env:A, bearer: env:B}\nurl: http://a", 5,
            "credential: is one of: api-key, basic, bearer"
        ),
        ("credential: [env:A]\nurl: http://a", 5, "credential must be a mapping"),
        ("credential: {client-credentials: x}\nurl: http://a", 5, "client-credentials must be a mapping"),
        ("credential: {baerer: env:A}\nurl: http://a", 5, #"unknown key "baerer"; did you mean "bearer"?"#),
        ("pass: x-request-id\nurl: http://a", 5, "pass: must be a list"),
        (
            "pass: [x-request-di]\nurl: http://a", 5,
            #"pass: "x-request-di" is not passed on; did you mean "x-request-id"?"#
        ),
        ("success-codes: [200]\nurl: http://a", 5, "success-codes: only an upstream with a dialect has codes"),
        (
            "unknown-token-codes: [4]\nurl: http://a", 5,
            "unknown-token-codes: only an upstream with a dialect has codes"
        ),
        ("success-codes: []\nurl: http://a\ndialect: native", 5, "success-codes: names no code"),
        (
            "success-codes: [OK]\nurl: http://a\ndialect: rfc7009", 5,
            "success-codes: a success of rfc7009 is an HTTP status and no code; leave it out"
        ),
        ("success-codes: [200]\nurl: http://a\ndialect: digilocker", 5, "a success of digilocker is an HTTP status"),
        ("success-codes: []\nurl: http://a\ndialect: screening-eagle", 5, "a success of screening-eagle is an HTTP"),
        ("success-codes: 200\nurl: http://a\ndialect: native", 5, "success-codes: must be a list"),
        ("success-codes: [[]]\nurl: http://a\ndialect: native", 5, "success-codes: must be a list of single values"),
        ("success-codes: [1, 1]\nurl: http://a\ndialect: native", 5, #"success-codes: "1" stands twice"#),
        ("success-codes: [\"a b \"]\nurl: http://a\ndialect: native", 5, #""a b " is not a code"#),
        (
            "unknown-token-codes: [7]\nsuccess-codes: [7]\nurl: http://a\ndialect: token-service", 5,
            #"unknown-token-codes: "7" is in success-codes and in unknown-token-codes"#
        ),
        (
            "success-codes: [unknown_token]\nurl: http://a\ndialect: native", 5,
            #"success-codes: "unknown_token" is in success-codes and"#
        ),
        ("retry-budget: {percent: 101}\nurl: http://a", 5, "retry-budget: percent: 101 is out of range"),
        ("retry-budget: {percents: 1}\nurl: http://a", 5, #"unknown key "percents"; did you mean "percent"?"#),
        ("circuit-breaker: {failure-percent: 0}\nurl: http://a", 5, "failure-percent: 0 is out of range"),
        ("circuit-breaker: 5\nurl: http://a", 5, "circuit-breaker must be a mapping"),
        (
            "circuit-breaker:\n  open-time: 5s\n  maximum-open-time: 4s\nurl: http://a", 7,
            "circuit-breaker: maximum-open-time: is less than open-time; raise it, or lower open-time"
        ),
        ("ejection: {time: 5s, maximum-time: 4s}\nurl: http://a", 5, "maximum-time: is less than time"),
        ("ejection: {times: 5s}\nurl: http://a", 5, #"unknown key "times"; did you mean "time"?"#),
        ("health-check: {interval: 5s}\nurl: http://a", 5, #"health-check: "path" is missing"#),
        ("health-check: {path: health}\nurl: http://a", 5, #""health" is not an absolute path"#),
        ("health-check: {path: /a b}\nurl: http://a", 5, #""/a b" is not an absolute path"#),
        ("health-check: {path: /, rise: 0}\nurl: http://a", 5, "rise: 0 is out of range"),
        ("health-check: {path: /, fall: 0}\nurl: http://a", 5, "fall: 0 is out of range"),
        ("health-check: {path: /, interval: 1s, timeout: 2s}\nurl: http://a", 5, "timeout: is more than interval"),
        (
            "idle-connections: 9\nconnections: 8\nurl: http://a", 5,
            "idle-connections: is more than connections; lower it"
        ),
    ]

    @Test(arguments: faulty)
    func faultsNamePlaceAndWayOut(keys: String, line: Int, words: String) {
        let faults = Reading.faults(Reading.text(upstream: keys))
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:\(line): ") }, "\(faults)")
        #expect(faults.count == 1, "\(faults)")
    }

    @Test(arguments: [
        "timeout: 9ms", "connect-timeout: 9ms", "queue-timeout: 9ms", "idle-timeout: 9ms", "maximum-age: 999ms",
        "connections: 0", "pipelining: 0", "pipelining: 257", "pipeline-hold: 0ms", "pipeline-hold: 61s",
        "resolve-interval: 99ms", "reply-limit: 63B", "queue: 1000001", "idle-connections: 100001",
    ])
    func limitsHaveLimits(key: String) {
        let name = key.prefix { $0 != ":" }
        let faults = Reading.faults(Reading.text(upstream: "\(key)\nurl: http://a\ndialect: token-service"))
        #expect(faults.contains { $0.hasPrefix("revgate.yaml:5: upstreams: legacy: \(name): ") }, "\(faults)")
        #expect(faults.allSatisfy { $0.hasSuffix("is out of range") || $0.contains("is more than") }, "\(faults)")
    }

    @Test(arguments: ["00", "100", "200", "TOK200", "TOK_200", "A2000"])
    func aSuccessOfTheDialectIsNoUnknownToken(code: String) {
        let faults = Reading.faults(
            Reading.text(upstream: "unknown-token-codes: [\(code)]\nurl: http://a\ndialect: token-service"))
        #expect(
            faults == [
                "revgate.yaml:5: upstreams: legacy: unknown-token-codes: \"\(code)\" is a success by the dialect's own "
                    + "rule; take it out, or list success-codes"
            ])
    }

    @Test(arguments: ["0", "101", "2000", "TOK20", "tok200", "TOK__200", "_200", "TOK2001", "TOK404"])
    func whatIsNoSuccessOfTheDialectMaySayUnknown(code: String) {
        let faults = Reading.faults(
            Reading.text(upstream: "unknown-token-codes: [\(code)]\nurl: http://a\ndialect: token-service"))
        #expect(faults == [])
    }

    @Test(arguments: [
        ("embedded", "is the gateway's own revoker; choose another name"),
        ("Legacy", "is not a name of an upstream: use 1 to 64 of a-z, 0-9 and -"), ("a_b", "is not a name"),
        (String(repeating: "a", count: 65), "is not a name"), (#""""#, "is not a name"),
    ])
    func namesAreReservedOrPlain(name: String, words: String) {
        let faults = Reading.faults(Reading.minimal + "\nupstreams:\n  \(name): {url: http://a}")
        #expect(faults.count == 1)
        #expect(faults.allSatisfy { $0.contains(words) && $0.hasPrefix("revgate.yaml:4: upstreams: ") }, "\(faults)")
    }

    static let revokers: [(String, [String])] = [
        ("legcy", [#"revgate.yaml:4: routes[0]: revoker: no upstream "legcy"; did you mean "legacy"?"#]),
        (
            "plain",
            [
                #"revgate.yaml:4: routes[0]: revoker: upstream "plain" has no dialect to revoke by; "#
                    + "add to it: dialect: token-service"
            ]
        ),
        ("other", [#"revgate.yaml:4: routes[0]: revoker: no upstream "other"; known: embedded, legacy"#]),
        ("legacy", []),
    ]

    @Test(arguments: revokers)
    func aRoutesRevokerIsAnUpstreamWithADialect(revoker: String, expected: [String]) {
        let faults = Reading.faults(
            """
            listen: [{address: 127.0.0.1:8080}]
            upstreams: {legacy: {url: http://a, dialect: native}, plain: {url: http://a}}
            routes:
              - {path: /a, dialect: token-service, plaintext: allow, revoker: \(revoker)}
            """)
        #expect(faults == expected)
    }

    @Test func aRouteIsNotBlamedForItsUpstream() {
        let faults = Reading.faults(
            """
            listen: [{address: 127.0.0.1:8080}]
            routes: [{path: /a, dialect: token-service, plaintext: allow, revoker: legacy}]
            upstreams: {legacy: {url: ftp://a, dialect: native}}
            """)
        #expect(faults.count == 1)
        #expect(faults.allSatisfy { $0.hasPrefix("revgate.yaml:3: upstreams: legacy: url: ") }, "\(faults)")
    }

    @Test func aPasswordInAnAddressIsNotRepeated() {
        for url in ["http://u:hunter2@a", "https://u:hunter2@a", "http://u:hunter2@[a", "htp://u:hunter2@a"] {
            let faults = Reading.faults(Reading.text(upstream: "url: \"\(url)\""))
            #expect(faults.count == 1 && !faults[0].contains("hunter2"), "\(faults)")
        }
    }
}
