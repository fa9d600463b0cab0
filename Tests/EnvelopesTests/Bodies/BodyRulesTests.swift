import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyRulesTests {
    typealias Fields = KeyValuePairs<String, ProfileValue>

    static let text = BodyFormatTests.text

    private static func bytes(_ count: Int, _ fill: UInt8 = 7) -> [UInt8] { [UInt8](repeating: fill, count: count) }

    @Test func whatIsWrittenBesidesIsWhatTheProfileSays() throws {
        var bench = BodyBench(
            try .reading([
                "algorithm": "aes-128-ecb", "wrapper": "json:/a/d", "constants": ["/a/v": "x\"y", "header:X-V": "1"],
                "reply-wrapper": "form:r", "reply-constants": ["m": "a b"],
            ]), key: Self.bytes(16))
        bench.draws = []
        let request = try bench.seal(Array("{}".utf8))
        #expect(request.text.hasPrefix(#"{"a":{"d":""#))
        #expect(request.text.hasSuffix(#"","v":"x\"y"}}"#))
        #expect(request.fields.fields.map(\.name) == ["X-V"])
        let reply = try bench.seal(Array("{}".utf8), as: .reply)
        #expect(reply.text.hasPrefix("r=") && reply.text.hasSuffix("&m=a+b") && !reply.text.contains("=="))
        #expect(try bench.open(reply, as: .reply).text == Array("{}".utf8))
        #expect(reply.fields.isEmpty)
        #expect(throws: BodyOpenFailure.wrapper) { try bench.open(reply) }
    }

    @Test func escapedSlashesAndLineBreaksAreRead() throws {
        for wrapper in ["json:d", "json:/d"] {
            let bench = BodyBench(
                try .reading(["algorithm": "aes-256-gcm", "wrapper": .text(wrapper)]), key: Self.bytes(32))
            let cipher = try bench.cipher()
            let sealed = try cipher.sealing(Self.text).text
            let escaped = sealed.replacing("/", with: #"\/"#).replacing("+", with: #"\u002b"#)
                .replacing("=", with: #"\r\n="#)
            #expect(escaped != sealed)
            #expect(try cipher.opening(Array(escaped.utf8)).text == Self.text)
            #expect(try cipher.opening(Array(escaped.utf8), trace: OpenTrace()).text == Self.text)
            let spaced = "\n { \"other\" : [ 1 ] , " + sealed.dropFirst()
            #expect(try cipher.opening(Array(spaced.utf8)).text == Self.text)
        }
    }

    @Test func valuesAreSealedOneByOne() throws {
        let bench = BodyBench(
            try .reading(["algorithm": "aes-256-cbc", "wrapper": "json-values"]), key: Self.bytes(32))
        let cipher = try bench.cipher()
        let text = #"{ "a":"one","b":"", "n": 12, "o":{"p":"q"},"c":"t\"w\u00f6\n" }"#
        let sealed = try cipher.sealing(Array(text.utf8))
        #expect(sealed.text.contains(#""b":"", "n": ""#))
        for clear in ["one", "12", #"{"p"#, "t\\"] { #expect(!sealed.text.contains(clear)) }
        let opened = try cipher.opening(sealed.body)
        let texts = text.replacing(#"\u00f6"#, with: "ö").replacing("12", with: #""12""#)
            .replacing(#"{"p":"q"}"#, with: #""{\"p\":\"q\"}""#)
        #expect(String(decoding: opened.text, as: UTF8.self) == texts)
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(#"{"a":"","n":12}"#.utf8)) }
        for refused in ["[]", "", "{", #""text""#] {
            #expect(throws: BodySealFailure.plaintext) { try cipher.sealing(Array(refused.utf8)) }
            #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(refused.utf8)) }
        }
        let many = "[" + (0..<1025).map { "\"\($0)\":\"x\"" }.joined(separator: ",") + "]"
        let object = Array(many.replacing("[", with: "{").replacing("]", with: "}").utf8)
        #expect(throws: BodySealFailure.plaintext) { try cipher.sealing(object) }
        #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(object) }
    }

    @Test func clearRepliesAreWhatTheyAre() throws {
        let bench = BodyBench(
            try .reading(["algorithm": "aes-256-gcm", "wrapper": "json:d", "reply-key": "clear"]),
            key: Self.bytes(32))
        #expect(try bench.seal(Self.text, as: .reply).body == Self.text)
        #expect(try bench.open(BodyBench.Sealed(Self.text), as: .reply).text == Self.text)
        #expect(throws: BodyOpenFailure.wrapper) { try bench.open(BodyBench.Sealed(Self.text)) }
    }

    /// Formats whose IV would come twice under one key.
    static let repeating: [SymmetricFormat] = {
        var formats: [SymmetricFormat] = []
        for iv in [
            IVRule.fixed(.bytes(Self.bytes(12))), .key, .prefix(constant: .bytes(Self.bytes(12))), .timestamp,
            .md5HexTail(.bytes([1])),
        ] {
            var format = SymmetricFormat(algorithm: .aes256GCM)
            format.iv = iv
            formats.append(format)
        }
        return formats
    }()

    @Test(arguments: repeating.indices)
    func noIVComesTwiceUnderAKeyOfGCM(_ index: Int) throws {
        let bench = BodyBench(Self.repeating[index], key: Self.bytes(32))
        #expect(throws: BodySealFailure.repeatedIV) { try bench.seal(Self.text) }
        #expect(throws: BodySealFailure.repeatedIV) { try bench.seal(Self.text, as: .reply) }
    }

    @Test func fewerMessagesAreSealedWithShortTextNonces() throws {
        let fields: Fields = [
            "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "nonce", "iv-field-encoding": "text",
            "wrapper": "json:d",
        ]
        let bench = BodyBench(try .reading(fields), key: Self.bytes(32))
        let cipher = try bench.cipher(sealed: (1 << 24) - 1)
        _ = try cipher.sealing(Self.text)
        #expect(throws: BodySealFailure.exhausted) { try cipher.sealing(Self.text) }
        #expect(throws: BodySealFailure.exhausted) {
            try BodyBench(try .reading(["algorithm": "aes-256-gcm", "text-prefix": "@"]), key: Self.bytes(32))
                .cipher(sealed: SealCount.limit).sealing(Self.text)
        }
    }

    @Test func flattenedSignaturesAreWrittenAndRead() throws {
        var bench = BodyBench(
            try .reading([
                "algorithm": "aes-256-gcm", "signature": ["RS256"], "signature-serialization": "flattened",
                "signature-members": ["protected": "header", "header": "unprotected"],
            ]), key: Self.bytes(32))
        bench.keys.verification = .of(.publicKey(TestKeys.rsa.publicKey))
        bench.keys.signing = .of(.privateKey(TestKeys.rsa))
        let sealed = try bench.seal(Self.text)
        #expect(try bench.open(sealed).text == Self.text)
        var plain = bench
        plain.profile.signature = nil
        let inner = String(decoding: try plain.open(sealed).text, as: UTF8.self)
        #expect(inner.hasPrefix(#"{"header":"ey"#) && inner.contains(#"","payload":""#))
        for (from, to) in [
            (#""payload":""#, #""payload":"A"#), (#""payload""#, #""Payload""#), (#""header":"e"#, #""header":"."#),
            (#""header":"e"#, #""header":"e.e"#), (#""signature":""#, #""signature":"A"#),
        ] {
            let changed = inner.replacing(from, with: to)
            #expect(changed != inner)
            let other = try plain.seal(Array(changed.utf8))
            #expect(throws: BodyOpenFailure.signature) { try bench.open(other) }
        }
    }

    @Test(arguments: [("seconds", 1), ("milliseconds", 1000)])
    func theTimeStandsInTheHeaderOfJWE(_ name: String, _ factor: Int) throws {
        let bench = BodyBench(
            try .reading([
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "issued-at": .text(name),
            ]), key: Self.bytes(32))
        let sealed = try bench.seal(Self.text)
        var header: [UInt8] = []
        let part = Array(sealed.body.prefix { $0 != UInt8(ascii: ".") })
        try Base64.decode(part.span, alphabet: .url, into: &header)
        let object = try JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
        let time = try #require(object?["iat"] as? Int)
        #expect(abs(Date().timeIntervalSince1970 - Double(time) / Double(factor)) < 60)
        #expect(try bench.open(sealed).text == Self.text)
    }

    @Test func membersOfTheEnvelopeAreNoPartOfThePlaintext() throws {
        var bench = BodyBench(
            try .reading(["algorithm": "aes-256-cbc", "wrapper": "json-values"]), key: Self.bytes(32))
        bench.profile.constants = [EnvelopeConstant(name: "v", value: "2"), EnvelopeConstant(name: "w", value: "")]
        let cipher = try bench.cipher()
        let text = #"{"a":"one","b":""}"#
        let sealed = try cipher.sealing(Array(text.utf8)).text
        #expect(sealed.contains(#""v":"2""#))
        let value = sealed.dropFirst(#"{"a":""#.count).prefix { $0 != "\"" }
        for (body, plain) in [
            (sealed, text), (#"{"v":"2","w":"","a":"\#(value)"}"#, #"{"a":"one"}"#),
            (#"{ "v":"2" , "a":"\#(value)", "w":{"x":1},"b":"" }"#, #"{ "a":"one","b":"" }"#),
        ] {
            let opened = try cipher.opening(Array(body.utf8))
            #expect(String(decoding: opened.text, as: UTF8.self) == plain)
        }
        for empty in ["{}", #"{"v":"2"}"#, #"{"a":"","b":""}"#] {
            #expect(throws: BodyOpenFailure.wrapper) { try cipher.opening(Array(empty.utf8)) }
        }
    }

    /// Each of many values with a password hash of its own would be a way to stop the gateway.
    @Test func fewValuesAreHashedForEachMessage() throws {
        let fields: [(BodyFormatTests.Fields, Int)] = [
            (
                [
                    "algorithm": "aes-256-cbc", "wrapper": "json-values", "key-derivation": "pbkdf2-sha1",
                    "iterations": "1000", "salt": "prefix", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:K",
                ], 16
            ),
            (
                [
                    "algorithm": "aes-256-cbc", "wrapper": "json-values", "key-derivation": "pbkdf2-sha1",
                    "iterations": "1000", "salt": "text:salt", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:K",
                ], 1024
            ),
        ]
        for (fields, limit) in fields {
            let profile = try CipherProfile.reading(fields)
            #expect(EnvelopeShape(profile, as: .request, wrappedKey: true).valueLimit == limit)
            let bench = BodyBench(profile, keys: CipherKeys(main: .of(.privateKey(TestKeys.rsa))))
            let cipher = try bench.cipher()
            let trace = OpenTrace()
            let sealed = try cipher.sealing(Array(#"{"a":"one","b":"two"}"#.utf8))
            #expect(
                try cipher.opening(sealed.body, sealed.fields, trace: trace).text
                    == Array(#"{"a":"one","b":"two"}"#.utf8))
            // Derived once beforehand, or once for each value.
            #expect(trace.lines.count { $0.hasPrefix("key: pbkdf2-sha1") } == (limit == 16 ? 2 : 0))
        }
    }
}
