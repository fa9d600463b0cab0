import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite struct SessionKeyTests {
    typealias Fields = KeyValuePairs<String, ProfileValue>

    static let text = BodyFormatTests.text

    static let formats: [Fields] = [
        // ICICI
        [
            "algorithm": "aes-128-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "field:encryptedKey",
            "wrapper": "json:d",
        ],
        // Mastercard's older format
        [
            "algorithm": "aes-128-cbc", "encoding": "hex", "iv": "field", "iv-field": "iv",
            "key-wrap": "rsa-oaep-sha256", "wrapped-key": "field:encryptedKey", "wrapped-key-encoding": "hex",
            "wrapper": "json:encryptedData",
        ],
        ["algorithm": "aes-256-gcm", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix"],
        ["algorithm": "aes-256-gcm", "key-wrap": "rsa-oaep-sha512", "wrapped-key": "header:X-Key", "iv": "timestamp"],
        [
            "algorithm": "aes-256-gcm", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix", "iv": "session",
            "session-content": "key+iv",
        ],
        // Banamex
        [
            "algorithm": "aes-256-cbc", "key-encoding": "hex", "iv": "session", "session-content": "key+iv+mac",
            "mac": "hmac-sha256", "mac-key": "session", "mac-at": "dot", "key-wrap": "rsa-oaep-sha256",
            "wrapped-key": "header:X-Session-Keys", "wrapped-key-encoding": "hex",
        ],
        // DGFT
        [
            "algorithm": "aes-256-gcm", "key-derivation": "sha256", "salt": "prefix", "salt-length": "32",
            "plaintext-encoding": "base64", "key-wrap": "rsa-oaep-sha256", "wrapped-key": "header:secretVal",
            "session-key": "alphanumeric", "wrapper": "json:data",
        ],
        // ICICI, single values
        [
            "algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "header:X-Session-Key",
            "wrapper": "json-values",
        ],
    ]

    /// The gateway's side: it has the private key, and the reader's public one.
    private static func server(_ fields: Fields, _ replyKey: ReplyKey) throws -> BodyCipher {
        var bench = BodyBench(try .reading(fields), keys: CipherKeys(main: .of(.privateKey(TestKeys.rsa))))
        bench.profile.replyKey = replyKey
        bench.keys.response = .of(.publicKey(TestKeys.otherRSA.publicKey))
        return try bench.cipher()
    }

    /// The caller's side, and that of an upstream cipher.
    private static func client(_ fields: Fields, _ replyKey: ReplyKey) throws -> BodyCipher {
        var bench = BodyBench(try .reading(fields), keys: CipherKeys(main: .of(.publicKey(TestKeys.rsa.publicKey))))
        bench.profile.replyKey = replyKey
        bench.keys.response = .of(.privateKey(TestKeys.otherRSA))
        return try bench.cipher()
    }

    @Test(arguments: formats.indices, [ReplyKey.responseKey, .session])
    func requestsAndRepliesTravel(_ index: Int, _ replyKey: ReplyKey) throws {
        let fields = Self.formats[index]
        let client = try Self.client(fields, replyKey)
        let server = try Self.server(fields, replyKey)
        let request = try client.sealing(Self.text)
        let opened = try server.opening(request.body, request.fields)
        #expect(opened.text == Self.text)
        // The same IV under the same key again would give a key of GCM away.
        if replyKey == .session, case .symmetric(let format) = client.profile.format, format.algorithm.mode == .gcm,
            format.iv == .session || format.iv == .timestamp
        {
            #expect(throws: BodySealFailure.repeatedIV) {
                try server.sealing(Self.text, as: .reply, with: opened.version)
            }
            return
        }
        let reply = try server.sealing(Self.text, as: .reply, with: opened.version)
        #expect(try client.opening(reply.body, reply.fields, as: .reply, answering: request.version).text == Self.text)
        if replyKey == .session {
            #expect(reply.fields.isEmpty)
            #expect(throws: BodyOpenFailure.self) { try client.opening(reply.body, reply.fields, as: .reply) }
            #expect(throws: BodySealFailure.noKey) { try server.sealing(Self.text, as: .reply) }
        }
    }

    @Test(arguments: formats.indices)
    func everySessionKeyIsNew(_ index: Int) throws {
        let client = try Self.client(Self.formats[index], .responseKey)
        let sealed = try (0..<20).map { _ in try client.sealing(Self.text) }
        let keys = sealed.compactMap { $0.version.session?.key.array }
        #expect(Set(keys).count == 20)
        #expect(Set(sealed.map(\.body)).count == 20)
    }

    @Test func lettersAndDigitsAreDrawnWhereKeysAreText() throws {
        let client = try Self.client(Self.formats[6], .responseKey)
        for _ in 0..<20 {
            let key = try #require(try client.sealing(Self.text).version.session?.key.array)
            #expect(key.count == 32)
            #expect(key.allSatisfy { UnicodeScalar($0).properties.isAlphabetic || (0x30...0x39).contains($0) })
        }
    }

    @Test(arguments: formats.indices)
    func anotherPairOfKeysOpensNothing(_ index: Int) throws {
        let client = try Self.client(Self.formats[index], .responseKey)
        let request = try client.sealing(Self.text)
        var bench = BodyBench(
            try .reading(Self.formats[index]), keys: CipherKeys(main: .of(.privateKey(TestKeys.otherRSA))))
        bench.profile.replyKey = .responseKey
        let cipher = try bench.cipher()
        do throws(BodyOpenFailure) {
            _ = try cipher.opening(request.body, request.fields)
            Issue.record("it opened")
        } catch {
            // What PKCS #1 v1.5 pads wrongly goes on as another key.
            let isPKCS1 = bench.profile.sessionKey?.padding == .pkcs1
            #expect(error == .unwrap || isPKCS1 && [.tag, .padding, .content].contains(error))
        }
    }

    @Test func aChangedWrappedKeyFailsLikeAWrongOne() throws {
        for (padding, expected) in [("rsa-pkcs1", BodyOpenFailure.tag), ("rsa-oaep-sha256", .unwrap)] {
            let fields: Fields = [
                "algorithm": "aes-256-gcm", "key-wrap": .text(padding), "wrapped-key": "header:X-Key",
            ]
            let client = try Self.client(fields, .responseKey)
            let server = try Self.server(fields, .responseKey)
            let request = try client.sealing(Self.text)
            let field = try #require(request.fields.fields.first)
            var wrapped = Array(try #require(Data(base64Encoded: Data(field.value))))
            wrapped[200] ^= 1
            for value in [wrapped, Array(wrapped.dropLast()), [], [UInt8](repeating: 0xFF, count: 256)] {
                var fields = EnvelopeFields()
                fields.add("X-Key", EnvelopeField.Coding.base64.encode(value))
                #expect(throws: expected) { try server.opening(request.body, fields) }
            }
        }
    }

    @Test(arguments: KeyWrapPadding.allCases)
    func wholeBodiesTravelUnderThePublicKey(_ padding: KeyWrapPadding) throws {
        var profile = CipherProfile(name: "rsa", format: .rsa(padding))
        profile.replyKey = .responseKey
        var keys = CipherKeys(main: .of(.publicKey(TestKeys.rsa.publicKey)))
        keys.response = .of(.privateKey(TestKeys.otherRSA))
        let client = try BodyBench(profile, keys: keys).cipher()
        keys = CipherKeys(main: .of(.privateKey(TestKeys.rsa)))
        keys.response = .of(.publicKey(TestKeys.otherRSA.publicKey))
        let server = try BodyBench(profile, keys: keys).cipher()
        let request = try client.sealing(Self.text)
        let opened = try server.opening(request.body)
        #expect(opened.text == Self.text)
        let reply = try server.sealing(Self.text, as: .reply, with: opened.version)
        #expect(try client.opening(reply.body, as: .reply, answering: request.version).text == Self.text)
        #expect(throws: BodySealFailure.plaintext) { try client.sealing([UInt8](repeating: 65, count: 250)) }
        #expect(throws: BodyOpenFailure.self) { try client.opening(request.body) }
        var changed = request.body
        changed[9] = changed[9] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        let expected: BodyOpenFailure = padding == .pkcs1 ? .content : .padding
        #expect(throws: expected) { try server.opening(changed) { $0.copied == Self.text } }
    }

    @Test func repliesWithoutAReadersKeyAreNotSealed() throws {
        var bench = BodyBench(try .reading(Self.formats[0]), keys: CipherKeys(main: .of(.privateKey(TestKeys.rsa))))
        for replyKey in [ReplyKey.responseKey, .same] {
            bench.profile.replyKey = replyKey
            let server = try bench.cipher()
            #expect(throws: BodySealFailure.noKey) { try server.sealing(Self.text, as: .reply) }
        }
    }
}
