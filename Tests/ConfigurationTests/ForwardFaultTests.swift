import Configuration
import Testing

@Suite struct ForwardFaultTests {
    private static let upstreams = """
        listen: [{address: 127.0.0.1:1}]
        upstreams:
          rest: {url: "http://127.0.0.1:9/base"}
          asks: {url: "http://127.0.0.1:9/base?x=1"}
          calls: {url: "http://127.0.0.1:9/", dialect: token-service}
        routes:

        """

    static let faulty: [(String, String)] = [
        ("{path: /a/*, forward: rost}", #"forward: no upstream "rost"; did you mean "rest"?"#),
        ("{path: /a/*, forward: calls}", #"upstream "calls" speaks a dialect"#),
        ("{path: /a/*, forward: asks}", #"upstream "asks" has a query in its url"#),
        ("{path: /a/*/b, forward: rest}", #""/a/*/b" is not a plain absolute path"#),
        ("{path: /a*, forward: rest}", #""/a*" is not a plain absolute path"#),
        ("{path: /a//*, forward: rest}", #""/a//*" is not a plain absolute path"#),
        ("{forward: rest}", #""path" is missing"#),
        ("{path: /a, forward: rest, learn: {expires-at: /x}}", "names neither reference nor token"),
        ("{path: /a, forward: rest, learn: {token: token}}", "a JSON Pointer begins with a slash"),
        ("{path: /a, forward: rest, dialect: token-service}", #"unknown key "dialect""#),
        ("{path: /a, forward: rest, revoker: embedded}", #"unknown key "revoker""#),
        ("{path: /a, forward: rest, plaintext: allow}", "a forward route without a cipher passes every body"),
        ("{path: /a, forward: rest, content-type: text/plain}", "add a cipher or leave it out"),
        (
            "{path: /a, forward: rest, cipher: {profile: aes-256-gcm, key: k}, content-type: json}",
            #""json" is not a media type"#
        ),
    ]

    @Test(arguments: faulty)
    func faultyForwardRoutesNamePlaceAndWayOut(route: String, words: String) {
        let faults = Reading.faults(Self.upstreams + "  - \(route)")
        #expect(faults.contains { $0.contains(words) && $0.hasPrefix("revgate.yaml:7:") }, "\(faults)")
    }

    @Test(arguments: ["pipelining: 4", "pipeline-hold: 2ms"])
    func forwardedExchangesDoNotShareAConnection(setting: String) {
        let text =
            "listen: [{address: 127.0.0.1:1}]\nupstreams:\n  x: {url: \"http://127.0.0.1:9/\", \(setting)}\nroutes: []"
        let faults = Reading.faults(text)
        #expect(faults.count == 1 && faults[0].hasPrefix("revgate.yaml:3:") && faults[0].contains("to themselves"))
    }

    @Test(arguments: [
        "{path: /a, forward: rest, learn: {reference: /referenceId, token: /data/0/token, owner: none}}",
        "{path: /*, forward: rest}", "{path: /a, forward: rest}", "{path: /a/b/*, name: all, forward: rest}",
        "{path: /a, forward: rest, cipher: {profile: aes-256-gcm, key: k}, plaintext: allow, content-type: text/xml}",
    ])
    func goodForwardRoutesAreTaken(route: String) {
        let faults = Reading.faults(Self.upstreams + "  - \(route)")
        #expect(faults.isEmpty)
    }
}
