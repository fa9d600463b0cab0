import Envelopes
import Gateway
import Testing

@testable import Configuration

@Suite struct ProfileConfigurationTests {
    /// The one profile `x`, its fields line by line from line 5 of the file on.
    private func text(_ fields: String) -> String {
        Reading.minimal + "\nciphers:\n  x:" + fields.split(separator: "\n").map { "\n    \($0)" }.joined()
    }

    private func profile(_ fields: String) throws -> CipherProfile {
        try #require(try Reading.valid(self.text(fields)).profile(named: "x"))
    }

    @Test func fieldsOfEveryShapeAreRead() throws {
        let profile = try self.profile(
            """
            algorithm: jwe
            key-management: [RSA-OAEP-256, RSA-OAEP]
            content-encryption: [A256GCM]
            header: {cty: application/json, v: 1}
            wrapper: json:payload
            constants: {format: compact, version: 2, live: true, code: "7", zip: 0123}
            """)
        guard case .jwe(let format) = profile.format else {
            Issue.record("no JWE")
            return
        }
        #expect(format.keyManagement == [.rsaOAEP256, .rsaOAEP])
        #expect(format.header.map(\.name) == ["cty", "v"])
        #expect(format.header.map(\.isLiteral) == [false, true])
        #expect(profile.constants.map(\.value) == ["compact", "2", "true", "7", "0123"])
        #expect(profile.constants.map(\.isLiteral) == [false, true, true, false, false])
        #expect(profile.source == .configuration)
    }

    @Test func aBuiltInProfileIsCompletedWithLike() throws {
        let configuration = try Reading.valid(
            """
            listen: [{address: 127.0.0.1:8080}]
            ciphers:
              x: {like: paywize-v1, iv-value: key:paywize-iv}
              y: {like: x, encoding: hex}
            routes: [{path: /a, dialect: token-service, cipher: {profile: y, key: k}, revoker: embedded}]
            """)
        let profile = try #require(configuration.profile(named: "y"))
        guard case .symmetric(let format) = profile.format else {
            Issue.record("not symmetric")
            return
        }
        #expect(format.algorithm == .aes256CBC)
        #expect(format.iv == .fixed(.key("paywize-iv")))
        #expect(format.encoding == .hex)
        #expect(profile.wrapper == .json("payload"))
        #expect(profile.replyWrapper == .json("data"))
        #expect(configuration.profileDefinitions.last?.note == "like x")
        #expect(configuration.whyNoProfile("paywize-v1").contains("is to be completed with iv-value"))
        #expect(configuration.whyNoProfile("paywise-v2").contains("did you mean \"paywize-v2\"?"))
    }

    @Test(arguments: [
        ("algorithm: aes-256-cbc\niv: fixed", 6, "ciphers: x: iv: fixed has no value; add: iv-value: key:NAME"),
        ("algorithm: aes-256-cbc\niv: fixed\niv-value: text:short", 7, "iv-value: has 5 bytes, and the IV has 16"),
        ("algorithm: aes-256-cbc\n\ntag: suffix", 6, "tag: aes-256-cbc has no tag"),
        ("algorithm: aes-256-cbc\niv: fixd", 6, "\"fixd\" is not a value of it; did you mean \"fixed\"?"),
        ("algorithm: aes-256-cdc", 5, "did you mean \"aes-256-cbc\"?"),
        ("algorithm: aes-256-cbc\nencodng: hex", 6, "encodng: is not a field of profiles; did you mean \"encoding\"?"),
        ("algorithm: aes-256-cbc\nconstants: {a: {b: c}}", 6, "constants: must be a single value, a list"),
        ("algorithm: aes-256-cbc\nconstants: {a: b}", 6, "no place in a bare body"),
        ("encoding: hex", 5, "ciphers: x: names no algorithm"),
        ("like: paywize-v1\nencoding: hex", 5, "like: paywize-v1 needs iv-value"),
        ("like: paywiz-v1", 5, "no profile \"paywiz-v1\"; did you mean \"paywize-v1\"?"),
        ("like: x\nencoding: hex", 5, "no profile \"x\""),
        ("like: flutterwave-v3", 5, "needs insecure"),
        ("like: ssg-wsg\nalgorithm: aes-256-gcm", 5, "iv-value of ssg-wsg: has 16 bytes, and the IV has 12"),
        ("- 1", 5, "ciphers: x must be a mapping"),
    ])
    func faultsTellLineFieldAndWayOut(fields: String, line: Int, words: String) {
        let faults = Reading.faults(self.text(fields))
        #expect(faults.contains { $0.hasPrefix("revgate.yaml:\(line): ") && $0.contains(words) }, "\(faults)")
    }

    @Test func aFaultyProfileIsNotAFaultOfWhatNamesIt() {
        let faults = Reading.faults(
            """
            listen: [{address: 127.0.0.1:8080}]
            ciphers: {x: {algorithm: aes-256-cbc, tag: suffix}, y: {like: x}}
            routes: [{path: /a, dialect: token-service, cipher: {profile: x, key: k}, revoker: embedded}]
            """)
        #expect(faults.count == 1)
    }

    @Test func namesOfProfiles() {
        #expect(Reading.faults(Reading.minimal + "\nciphers: {aes-256-gcm: {algorithm: aes-256-gcm}}").count == 1)
        #expect(
            Reading.faults(Reading.minimal + "\nciphers: {paywize-v1: {algorithm: aes-256-gcm}}")
                .contains { $0.contains("like: paywize-v1") })
        #expect(
            Reading.faults(Reading.minimal + "\nciphers: {My_Profile: {algorithm: aes-256-gcm}}")
                .contains { $0.contains("is not a name of a profile") })
    }
}
