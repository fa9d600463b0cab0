import Dialects
import Envelopes
import Gateway
import Testing

@testable import Configuration

@Suite struct ConfigurationTests {
    @Test func theSmallestConfigurationHasDefaults() throws {
        let configuration = try Reading.valid(Reading.minimal)
        #expect(configuration.listeners.map(\.address.text) == ["127.0.0.1:8080"])
        #expect(configuration.keyDirectory == "etc/keys")
        #expect(configuration.storePath == "etc/data/revgate.sqlite")
        #expect(configuration.limits == .defaults)
        #expect(configuration.embedded.retain == 400 * 86_400_000)
        #expect(configuration.admin == nil)
        #expect(configuration.upstreams.isEmpty)
        #expect(configuration.trustedProxies.isEmpty)
    }

    @Test func everySectionIsRead() throws {
        let text = """
            listen: [{address: "[::1]:1"}, {address: localhost:2}]
            admin: {address: 10.0.0.1:3, token: "env:T"}
            keys: /secure/keys
            store: sqlite:/var/db
            embedded: {unknown: refuse, retain: forever, max-unknown-per-consumer: 5}
            ciphers:
              partner: {algorithm: aes-128-gcm, iv-length: 16}
            routes:
              - {path: /a, name: A, dialect: token-service, cipher: {profile: partner, key: consumer}, reply: flat, revoker: embedded}
              - {path: /b, dialect: token-service, plaintext: allow, revoker: embedded}
              - {path: /c, dialect: token-service, plaintext: allow, revoker: legacy}
            upstreams: {legacy: {url: "http://10.0.0.2:9000", dialect: token-service}}
            trusted-proxies: [127.0.0.1/32, 10.0.0.0/8, "::1"]
            limits: {head: 8KiB, header-timeout: 250ms, drain-timeout: 5m, connections: 7}
            """
        let configuration = try Reading.valid(text)
        #expect(configuration.listeners.map(\.address.host) == ["::1", "localhost"])
        #expect(configuration.admin?.token == .environment("T"))
        #expect(configuration.keyDirectory == "/secure/keys")
        #expect(configuration.storePath == "/var/db")
        #expect(configuration.embedded.unknown == .refuse)
        #expect(configuration.embedded.retain == nil)
        #expect(configuration.embedded.maximumUnknownPerConsumer == 5)
        let routes = configuration.routes.map(\.route)
        #expect(routes.map(\.name) == ["A", "/b", "/c"])
        #expect(routes.map(\.revoker) == [.embedded, .embedded, .upstream("legacy")])
        #expect(routes[0].cipher?.key == .consumer)
        guard case .symmetric(let format)? = routes[0].cipher?.profile.format else {
            Issue.record("a symmetric profile")
            return
        }
        #expect(format.ivLength == 16)
        #expect(routes[0].reply == .flat)
        #expect(routes[1].allowsPlaintext)
        #expect(configuration.upstreams.map(\.name) == ["legacy"])
        let proxies = ["127.0.0.1", "10.0.0.0/8", "::1"].compactMap(AddressBlock.init)
        #expect(configuration.trustedProxies == proxies)
        #expect(configuration.limits.head == 8192)
        #expect(configuration.limits.headerTimeout == 250)
        #expect(configuration.limits.drainTimeout == 300_000)
        #expect(configuration.limits.connections == 7)
    }

    static let faulty: [(String, String)] = [
        ("", "revgate.yaml: is empty"),
        ("listen: [", "not YAML"),
        ("routes: []", #""listen" is missing"#),
        ("listen: [{address: 127.0.0.1:80}]", #""routes" is missing"#),
        (Reading.minimal + "\nlisten: []", "a key stands twice"),
        (
            Reading.minimal + "\nrouts: []",
            #"revgate.yaml:3: the configuration: unknown key "routs"; did you mean "routes"?"#
        ),
        (
            Reading.minimal + "\naccess-log: ''",
            "revgate.yaml:3: the configuration: access-log: names no file; write - for standard output, a path, or none"
        ),
        (Reading.minimal + "\ntrusted-proxies: 10.0.0.0/8", "revgate.yaml:3: trusted-proxies must be a list"),
        (
            Reading.minimal + "\ntrusted-proxies:\n  - 10.0.0.0/8\n  - 10.0.0.1/8",
            #"revgate.yaml:5: trusted-proxies: "10.0.0.1/8" is not an address or a block like"#
        ),
        (Reading.minimal + "\ntrusted-proxies: [localhost]", #"trusted-proxies: "localhost" is not an address"#),
        (Reading.minimal + "\nstore: postgresql://x", "is not carried out by this build; write sqlite:PATH"),
        (Reading.minimal + "\nembedded: {unknown: maybe}", #"embedded: unknown: "maybe" is not a value of it"#),
        (
            Reading.minimal + "\nembedded: {retain: 5 days}",
            #"embedded: retain: "5 days" cannot be read; write it like 400d or forever"#
        ),
        (Reading.minimal + "\nlimits: {body: 1}", "limits: body:"),
        (Reading.minimal + "\nlimits: {body: 1B}", "limits: body: 1B is out of range"),
        (Reading.minimal + "\nlimits: {bodi: 1B}", #"unknown key "bodi"; did you mean "body"?"#),
        (Reading.minimal + "\nadmin: {address: 0.0.0.0:90}", "without a token only loopback may be bound"),
        (Reading.minimal + "\nadmin: {address: 127.0.0.1:90, token: Secret!}", "a secret is never written here"),
        (Reading.minimal + "\nciphers: {aes-256-gcm: {algorithm: aes-256-gcm}}", "is a built-in profile"),
        (
            Reading.minimal + "\nciphers: {x: {algorithm: aes-256-gcm, padding: zero}}",
            "revgate.yaml:3: ciphers: x: padding: GCM pads nothing"
        ),
        (
            "listen: [{address: nowhere}]\nroutes: []",
            #"revgate.yaml:1: listen[0]: address: "nowhere" is not HOST:PORT"#
        ),
        ("listen: [{address: 127.0.0.1:1, tls: {}}]\nroutes: []", #"listen[0]: tls: "certificate" is missing"#),
        (
            "listen:\n- address: 127.0.0.1:1\n  tls: {certificate: a, private-key: b, client-ca: c}\nroutes: []",
            #"revgate.yaml:3: listen[0]: tls: "client-ca" is not carried out by this build"#
        ),
        (
            "listen:\n- {address: 127.0.0.1:1}\n- {address: 127.0.0.1:1}\nroutes: []",
            "revgate.yaml:3: listen[1]: address: 127.0.0.1:1 stands twice; leave one out"
        ),
    ]

    @Test func filesOfAListenerLieInTheFolderOfTheConfiguration() throws {
        let text = "listen: [{address: 127.0.0.1:1, tls: {certificate: a.pem, private-key: /k}}]\nroutes: []"
        let tls = try Reading.valid(text).listeners[0].tls
        #expect(tls == Configuration.Listener.TLS(certificateFile: "etc/a.pem", keyFile: "/k", line: 1))
        #expect(try Reading.valid(Reading.minimal).listeners[0].tls == nil)
    }

    @Test(arguments: faulty)
    func faultsNamePlaceAndWayOut(text: String, words: String) {
        let faults = Reading.faults(text)
        #expect(faults.contains { $0.contains(words) }, "\(faults)")
    }

    static let faultyRoutes: [(String, String)] = [
        ("{dialect: token-service, plaintext: allow, revoker: embedded}", #""path" is missing"#),
        ("{path: a, dialect: token-service, plaintext: allow, revoker: embedded}", "is not a plain absolute path"),
        (
            "{path: '/a/{b}', dialect: token-service, plaintext: allow, revoker: embedded}",
            "is not a plain absolute path"
        ),
        (
            "{path: /a/../b, dialect: token-service, plaintext: allow, revoker: embedded}",
            "is not a plain absolute path"
        ),
        ("{path: /a//b, dialect: token-service, plaintext: allow, revoker: embedded}", "is not a plain absolute path"),
        ("{path: /a?b, dialect: token-service, plaintext: allow, revoker: embedded}", "is not a plain absolute path"),
        ("{path: /a, dialect: token-servise, revoker: embedded}", #"did you mean "token-service"?"#),
        ("{path: /a, dialect: token-service, revoker: embedded}", "has a cipher, or says: plaintext: allow"),
        (
            "{path: /a, dialect: token-service, cipher: {profile: aes-192-cdc, key: k}, revoker: embedded}",
            #"unknown profile "aes-192-cdc"; did you mean "aes-192-cbc"?"#
        ),
        (
            "{path: /a, dialect: token-service, cipher: {profile: aes-192-cbc}, revoker: embedded}",
            #""key" is missing"#
        ),
        (
            "{path: /a, dialect: token-service, plaintext: allow, revoker: legacy}",
            #"revoker: no upstream "legacy"; known: embedded"#
        ),
        ("{path: /a, dialect: token-service, plaintext: allow}", #""revoker" is missing"#),
        ("{path: /a/*, forward: legacy}", #"no upstream "legacy""#),
    ]

    @Test(arguments: faultyRoutes)
    func faultyRoutesNamePlaceAndWayOut(route: String, words: String) {
        let faults = Reading.faults("listen: [{address: 127.0.0.1:1}]\nroutes:\n  - \(route)")
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:3:") }, "\(faults)")
    }

    @Test func twoRoutesCannotShareAPath() {
        let route = "{path: /a, dialect: token-service, plaintext: allow, revoker: embedded}"
        let faults = Reading.faults("listen: [{address: 127.0.0.1:1}]\nroutes:\n  - \(route)\n  - \(route)")
        #expect(faults == [#"revgate.yaml:4: routes[1]: path: "/a" has a route already"#])
    }

    @Test func allFaultsAreToldAtOnceInOrder() {
        let faults = Reading.faults("listen: [{address: x}]\nadmin: {}\nroutes: {}\nlimits: {body: x}")
        #expect(faults.count == 4)
        #expect(faults == faults.sorted())
    }

    @Test func commandsReadOnlyWhatTheyUse() {
        let text = "keys: k\nupstreams: {x: {}}\nroutes: [{forward: x}]"
        guard case .valid(let configuration) = ConfigurationReader.read(text: text, path: "r.yaml", scope: .management)
        else {
            Issue.record("it was refused")
            return
        }
        #expect(configuration.keyDirectory == "k")
    }

    @Test(arguments: [
        ("127.0.0.1:80", "127.0.0.1:80"), ("[::1]:8080", "[::1]:8080"), ("localhost:0", "localhost:0"),
    ])
    func addressesAreTakenApart(text: String, again: String) {
        #expect(SocketAddressText(text)?.text == again)
    }

    @Test(arguments: ["", "80", ":80", "a:", "a:x", "a:70000", "::1:80", "a:-1"])
    func whatIsNoAddressIsNone(text: String) {
        #expect(SocketAddressText(text) == nil)
    }
}
