import Dialects
import Envelopes
import Primitives
import Revocation
import Testing

@testable import Gateway

@Suite struct PipelineTests {
    static let success = #"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100,"resDesc":"Success"}}"#
    static let cbc = CipherProfile(name: "cbc", algorithm: .aes256CBC)

    @Test(arguments: [CipherProfile.aes256GCM, cbc])
    func aSealedRevocationIsAnsweredSealed(_ profile: CipherProfile) throws {
        let exchange = try Exchange(profile: profile)
        let response = exchange.walk(try exchange.seal(Exchange.reference))
        #expect(response.status == "200")
        #expect(response.fields["content-type"] == "text/plain")
        #expect(response.fields["revgate-outcome"] == "revoked")
        #expect(response.fields["cache-control"] == "no-store")
        #expect(response.fields["content-length"] == "\(response.body.utf8.count)")
        #expect(try exchange.open(response.body) == Self.success)
    }

    static let outcomes: [(RevocationOutcome, String, String, String?)] = [
        (.alreadyRevoked(at: Timestamp(milliseconds: 1)), "200", success, nil),
        (.unknown, "401", #"{"resCode":401,"resDesc":"Invalid Token Passed"}"#, nil),
        (.ownedByAnother, "401", #"{"resCode":401,"resDesc":"Invalid Token Passed"}"#, nil),
        (.limited(retryAfterSeconds: 7), "429", #"{"resCode":429,"resDesc":"Too Many Unknown Tokens"}"#, "7"),
        (.unsupportedSubject, "401", #"{"resCode":401,"resDesc":"Invalid Token Passed"}"#, nil),
        (.unavailable(retryAfterSeconds: 3), "503", #"{"resCode":503,"resDesc":"Try Again Later"}"#, "3"),
    ]

    @Test(arguments: outcomes)
    func everyOutcomeHasItsAnswer(outcome: RevocationOutcome, status: String, body: String, retryAfter: String?) throws
    {
        let exchange = try Exchange()
        let response = exchange.walk(try exchange.seal(Exchange.reference), outcome: outcome)
        #expect(response.status == status)
        #expect(try exchange.open(response.body) == body)
        #expect(response.fields["retry-after"] == retryAfter)
        #expect((response.fields["revgate-outcome"] != nil) == (status == "200"))
        #expect(response.fields["www-authenticate"] == nil)
    }

    @Test func refusalsBeforeTheCallerIsKnownAreClear() throws {
        let exchange = try Exchange()
        let missing = exchange.walk([], fields: [])
        #expect(missing.status == "401")
        #expect(missing.body == #"{"resCode":401,"resDesc":"Invalid API Key"}"#)
        #expect(missing.fields["www-authenticate"]?.hasPrefix("Basic ") == true)
        #expect(exchange.walk([], path: "/x").status == "404")
        let method = exchange.walk([], method: "PUT")
        #expect(method.status == "405")
        #expect(method.fields["allow"] == "POST")
    }

    static let credentials: [([String], String)] = [
        (["X-API-KEY: \(Exchange.apiKey)"], "200"),
        (["x-api-key: \(Exchange.apiKey)"], "200"),
        (["Authorization: Bearer \(Exchange.apiKey)"], "200"),
        (["Authorization: bearer  \(Exchange.apiKey)"], "200"),
        (["Authorization: Basic bW9iaWxlOnRlc3QtYXBpLWtleS0wMTIzNDU2Nzg5YWJjZGVm"], "200"),
        // Form-encoded: mobile:test%2Dapi-key-0123456789abcdef
        (["Authorization: Basic bW9iaWxlOnRlc3QlMkRhcGkta2V5LTAxMjM0NTY3ODlhYmNkZWY="], "200"),
        // Another user name: other:test-api-key-0123456789abcdef
        (["Authorization: Basic b3RoZXI6dGVzdC1hcGkta2V5LTAxMjM0NTY3ODlhYmNkZWY="], "401"),
        (["Authorization: Basic !!"], "401"), (["Authorization: Digest x"], "401"), (["Authorization: Bearer"], "401"),
        (["X-API-KEY: wrong"], "401"), (["X-API-KEY:"], "401"), ([], "401"),
        (["X-API-KEY: \(Exchange.apiKey)", "X-API-KEY: \(Exchange.apiKey)"], "400"),
        (["X-API-KEY: \(Exchange.apiKey)", "Authorization: Bearer \(Exchange.apiKey)"], "400"),
        (["Authorization: Bearer a", "Authorization: Bearer b"], "400"),
    ]

    @Test(arguments: credentials)
    func oneCredentialOfAnyCarrierCounts(fields: [String], status: String) throws {
        let exchange = try Exchange()
        #expect(exchange.walk(try exchange.seal(Exchange.reference), fields: fields).status == status)
    }

    @Test func whoMayNotIsRefused() throws {
        #expect(try Exchange(allow: ["/other"]).walk([]).status == "403")
        #expect(try Exchange(allow: ["/r"]).walk([]).status == "400")
        #expect(try Exchange(key: .consumer, bodyKey: nil).walk([]).status == "403")
        #expect(try Exchange(enabled: false).walk([]).status == "401")
    }

    @Test func aConsumersOwnKeyOpensItsBodies() throws {
        let exchange = try Exchange(key: .consumer)
        #expect(exchange.walk(try exchange.seal(Exchange.reference)).status == "200")
    }

    @Test(
        arguments: [
            ("text/plain", "200"), ("Text/Plain; charset=utf-8", "200"), (nil, "200"), ("application/json", "415"),
            ("text/plainx", "415"), ("", "415"),
        ] as [(String?, String)])
    func theContentTypeIsTheDialects(type: String?, status: String) throws {
        let exchange = try Exchange()
        #expect(exchange.walk(try exchange.seal(Exchange.reference), contentType: type).status == status)
    }

    @Test func contentEncodingsAreRefusedSealed() throws {
        let exchange = try Exchange()
        let response = exchange.walk(
            try exchange.seal(Exchange.reference), fields: ["X-API-KEY: \(Exchange.apiKey)", "Content-Encoding: gzip"])
        #expect(response.status == "415")
        #expect(try exchange.open(response.body) == #"{"resCode":415,"resDesc":"Unsupported Media Type"}"#)
    }

    @Test(arguments: [CipherProfile.aes256GCM, cbc])
    func everyFailureToOpenIsOneRefusal(_ profile: CipherProfile) throws {
        let exchange = try Exchange(profile: profile)
        let good = try exchange.seal(Exchange.reference)
        var flipped = good
        flipped[20] ^= 1
        var bodies = [[], Array("!".utf8), Array("AAAA".utf8), Array(good.dropLast(8)), flipped]
        if !profile.isAuthenticated {
            // Opened, and no request: without integrity that is the same failure.
            for text in ["no json", "{}", #"{"tokenReferenceId":1}"#] { bodies.append(try exchange.seal(text)) }
        }
        let responses = bodies.map { exchange.walk($0) }
        for response in responses {
            #expect(response.status == "400")
            #expect(response.body.utf8.count == responses[0].body.utf8.count)
            #expect(Set(response.fields.keys) == Set(responses[0].fields.keys))
            #expect(try exchange.open(response.body) == #"{"resCode":400,"resDesc":"Body Cannot Be Opened"}"#)
        }
    }

    @Test func authenticBodiesThatAreNoRequestsSaySo() throws {
        let exchange = try Exchange()
        let response = exchange.walk(try exchange.seal("{}"))
        #expect(response.status == "400")
        #expect(try exchange.open(response.body) == #"{"resCode":400,"resDesc":"Malformed Request"}"#)
    }

    @Test func failuresToOpenWithoutIntegrityAreLimited() throws {
        let exchange = try Exchange(profile: Self.cbc)
        for _ in 0..<20 { #expect(exchange.walk(Array("AAAA".utf8)).status == "400") }
        let limited = exchange.walk(try exchange.seal(Exchange.reference))
        #expect(limited.status == "429")
        #expect(limited.fields["retry-after"] == "60")
        #expect(exchange.walk(try exchange.seal(Exchange.reference), steady: 60_000).status == "200")
    }

    @Test func failuresToOpenWithIntegrityAreNotLimited() throws {
        let exchange = try Exchange()
        for _ in 0..<30 { #expect(exchange.walk(Array("AAAA".utf8)).status == "400") }
        #expect(exchange.walk(try exchange.seal(Exchange.reference)).status == "200")
    }

    @Test func clearBodiesAreAnsweredClearWhereAllowed() throws {
        let exchange = try Exchange(plaintext: true)
        let clear = exchange.walk(Array(" \n\(Exchange.reference)".utf8))
        #expect(clear.status == "200")
        #expect(clear.body == Self.success)
        #expect(clear.fields["content-type"] == "application/json")
        let sealed = exchange.walk(try exchange.seal(Exchange.reference))
        #expect(try exchange.open(sealed.body) == Self.success)
        #expect(try Exchange().walk(Array(Exchange.reference.utf8)).status == "400")
    }

    @Test func aFlatReplyHasWhatIsKnown() throws {
        let exchange = try Exchange(profile: nil, plaintext: true, reply: .flat)
        let response = exchange.walk(Array(Exchange.reference.utf8))
        #expect(response.body == #"{"resCode":100,"resDesc":"SUCCESS","referenceId":"ref-1"}"#)
    }

    @Test func bodiesOverTheLimitAreRefusedByTheirHead() throws {
        let exchange = try Exchange()
        let response = exchange.walk(Array(repeating: 65, count: GatewayLimits.defaults.body + 1))
        #expect(response.status == "413")
    }

    @Test func theCallersRequestIDComesBack() throws {
        let exchange = try Exchange()
        let given = exchange.walk([], fields: ["X-API-KEY: x", "X-Request-Id: my.id-1"])
        #expect(given.fields["x-request-id"] == "my.id-1")
        let twice = exchange.walk([], fields: ["X-Request-Id: a", "X-Request-Id: b"])
        #expect(twice.fields["x-request-id"]?.count == 32)
    }
}

@Suite struct SubjectProtectionTests {
    private func protection(_ secret: UInt8) throws -> SubjectProtection {
        try SubjectProtection(secret: SecretBytes(copying: Array(repeating: secret, count: 32).span))
    }

    @Test func aSubjectHasOneNameAndOneSealedForm() throws {
        let protection = try self.protection(1)
        let value = Array("token".utf8)
        let first = try protection.protect(.token, value.span)
        let again = try protection.protect(.token, value.span)
        #expect(again.sealedValue == first.sealedValue)
        let named = protection.fingerprint(.token, value.span)
        #expect(named == first.fingerprint)
        let others = [protection.fingerprint(.reference, value.span), protection.grantFingerprint(value.span)]
        #expect(!others.contains(first.fingerprint) && others[0] != others[1])
        let elsewhere = try self.protection(2).protect(.token, value.span)
        #expect(elsewhere.fingerprint != first.fingerprint)
    }

    @Test func aSealedValueOpensUnderItsOwnNameOnly() throws {
        let protection = try self.protection(1)
        let first = try protection.protect(.token, Array("first".utf8).span)
        let second = try protection.protect(.token, Array("second".utf8).span)
        let output = SecretBuffer(capacity: 16)
        try protection.open(first, into: output)
        let bytes = output.bytes
        #expect(bytes.withUnsafeBytes { Array($0) } == Array("first".utf8))
        let moved = ProtectedSubject(fingerprint: second.fingerprint, sealedValue: first.sealedValue)
        #expect(throws: OpenFailure.notAuthentic) { try protection.open(moved, into: SecretBuffer(capacity: 16)) }
    }
}
