import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyFailureTests {
    private func failure(
        _ fields: BodyFormatTests.Fields, _ body: String, trace: OpenTrace? = nil
    ) throws -> BodyOpenFailure? {
        let cipher = try BodyFormatTests.bench(fields).cipher()
        do throws(BodyOpenFailure) {
            _ = try cipher.opening(Array(body.utf8), trace: trace)
            return nil
        } catch {
            return error
        }
    }

    static let wrapped: BodyFormatTests.Fields = ["algorithm": "aes-256-gcm", "wrapper": "json:data"]

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"data":1}"#, #"{"data":"AA","data":"AA"}"#, #"{"Data":"AA"}"#, "data=AA",
    ])
    func whatIsNotTheWrapper(_ body: String) throws {
        #expect(try self.failure(Self.wrapped, body) == .wrapper)
        #expect(try self.failure(Self.wrapped, body, trace: OpenTrace()) == .wrapper)
    }

    @Test(arguments: ["", "a=b", "data", "data=", "data=AA&data=AA", "data=%4"])
    func whatIsNotTheForm(_ body: String) throws {
        #expect(try self.failure(["algorithm": "aes-256-gcm", "wrapper": "form:data"], body) == .wrapper)
    }

    @Test(arguments: [#"{"data":"AA"}"#, #"{"data":"AA","iv":7}"#])
    func aPartThatIsMissing(_ body: String) throws {
        let fields: BodyFormatTests.Fields = [
            "algorithm": "aes-256-gcm", "wrapper": "json:data", "iv": "field", "iv-field": "iv",
        ]
        #expect(try self.failure(fields, body) == .wrapper)
        #expect(try self.failure(fields, #"{"data":"AA","iv":"?"}"#) == .encoding)
        #expect(try self.failure(fields, #"{"data":"AA","iv":"AAAA"}"#) == .length)
    }

    @Test func aHeaderFieldThatIsMissingOrThereTwice() throws {
        let cipher = try BodyFormatTests.bench([
            "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:X-IV",
        ]).cipher()
        let sealed = try cipher.sealing(BodyFormatTests.text)
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(sealed.body) }
        var twice = sealed.fields
        let field = try #require(sealed.fields.fields.first)
        twice.add("x-iv", field.value)
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(sealed.body, twice) }
        var lower = EnvelopeFields()
        lower.add("x-iv", field.value)
        #expect(try cipher.opening(sealed.body, lower).text == BodyFormatTests.text)
    }

    @Test(arguments: [false, true])
    func whatIsNotTheEncoding(_ isTold: Bool) throws {
        let trace = isTold ? OpenTrace() : nil
        #expect(try self.failure(["algorithm": "aes-256-gcm"], "not base64!", trace: trace) == .encoding)
        #expect(try self.failure(["algorithm": "aes-256-gcm"], " AAAA", trace: trace) == .encoding)
        #expect(try self.failure(["algorithm": "aes-256-gcm", "encoding": "hex"], "abc", trace: trace) == .encoding)
        #expect(try self.failure(["algorithm": "aes-128-cbc", "text-prefix": "@"], "AAAA") == .encoding)
        #expect(
            try self.failure(
                [
                    "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "magic": "text:Salted__",
                    "salt": "prefix", "salt-length": "8", "iv": "derived",
                ],
                "U2FsdGVkX1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") == .encoding)
    }

    @Test(arguments: [false, true])
    func aLengthThatCannotBe(_ isTold: Bool) throws {
        let trace = isTold ? OpenTrace() : nil
        #expect(try self.failure(["algorithm": "aes-256-gcm"], "AAAA", trace: trace) == .length)
        let zeros = String(repeating: "A", count: 40)
        #expect(try self.failure(["algorithm": "aes-256-cbc"], zeros, trace: trace) == .length)
        #expect(try self.failure(["algorithm": "aes-256-ecb"], zeros, trace: trace) == .length)
    }

    @Test(arguments: [false, true])
    func aTagOrPaddingThatIsWrong(_ isTold: Bool) throws {
        let trace = isTold ? OpenTrace() : nil
        let zeros = String(repeating: "00", count: 64)
        #expect(try self.failure(["algorithm": "aes-256-gcm", "encoding": "hex"], zeros, trace: trace) == .tag)
        let failures = try (0..<8).map { _ in
            try self.failure(["algorithm": "aes-256-cbc", "encoding": "hex"], zeros, trace: trace)
        }
        #expect(failures.contains(.padding))
        #expect(
            try self.failure(
                [
                    "algorithm": "aes-256-cbc", "encoding": "hex", "mac": "hmac-sha256", "mac-key": "key:second",
                    "mac-at": "suffix",
                ], zeros) == .tag)
    }

    @Test func whatIsNoWellFormedBody() throws {
        let cipher = try BodyFormatTests.bench(["algorithm": "aes-256-ecb"]).cipher()
        let sealed = try cipher.sealing(Array("no object".utf8))
        #expect(throws: BodyOpenFailure.content) { try cipher.opening(sealed.body) }
        let encoded = try BodyFormatTests.bench(["algorithm": "aes-256-gcm", "plaintext-encoding": "base64"])
        var plain = encoded
        plain.profile.plaintextEncoding = .none
        let sealedPlain = try plain.seal(BodyFormatTests.text)
        #expect(throws: BodyOpenFailure.content) { try encoded.open(sealedPlain) }
    }

    @Test func theVersionThatCameFurthestSaysWhatIsWrong() throws {
        let profile = try CipherProfile.reading(["algorithm": "aes-256-cbc"])
        let keys = [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)]
        let old = BodyBench(profile, keys: CipherKeys(main: .of([keys[0]])))
        let both = BodyBench(profile, keys: CipherKeys(main: .of(keys)))
        let sealed = try old.seal(Array("no object".utf8))
        let trace = OpenTrace()
        #expect(throws: BodyOpenFailure.content) { try both.open(sealed) }
        #expect(throws: BodyOpenFailure.content) { try both.open(sealed, trace: trace) }
        #expect(trace.lines.contains { $0.hasPrefix("version 2:") })
        #expect(trace.lines.contains { $0.hasPrefix("version 1:") })
    }

    @Test func aTraceHoldsNoSecret() throws {
        let bench = try BodyFormatTests.bench([
            "algorithm": "aes-256-cbc", "key-encoding": "hex", "iv": "fixed", "iv-value": "key:second",
            "wrapper": "json:data",
        ])
        let trace = OpenTrace()
        let cipher = try bench.cipher()
        let sealed = try cipher.sealing(BodyFormatTests.text, trace: trace)
        _ = try cipher.opening(sealed.body, trace: trace)
        let text = trace.lines.joined(separator: "\n").lowercased()
        let key = try #require(bench.keys.main.active?.material?.octets)
        #expect(trace.lines.count >= 6)
        for secret in [String(decoding: key.array, as: UTF8.self), "0123456789abcdef", "30313233", "tokenref"] {
            #expect(!text.contains(secret))
        }
    }
}
