import Testing

@testable import Envelopes

@Suite struct CipherProfileTests {
    static func profile(_ fields: KeyValuePairs<String, ProfileValue>) throws(ProfileFailures) -> CipherProfile {
        try CipherProfile(name: "p", fields: fields.map { ProfileField(name: $0.key, value: $0.value) })
    }

    static func symmetric(_ fields: KeyValuePairs<String, ProfileValue>) throws -> SymmetricFormat {
        guard case .symmetric(let format) = try self.profile(fields).format else { throw NotSymmetric() }
        return format
    }

    struct NotSymmetric: Error {}

    @Test func builtInProfilesAreWhatJavaClientsSend() throws {
        let names = CipherProfile.builtIn.map(\.name)
        #expect(names.prefix(3) == ["aes-256-gcm", "aes-192-cbc", "aes-256-cbc"])
        let gcm = CipherProfile.builtIn[0]
        let cbc = CipherProfile.builtIn[1]
        #expect(gcm == CipherProfile(name: "aes-256-gcm", algorithm: .aes256GCM))
        #expect(cbc == CipherProfile(name: "aes-192-cbc", algorithm: .aes192CBC))
        #expect(gcm.isAuthenticated)
        #expect(!cbc.isAuthenticated)
    }

    @Test func defaultsAreThoseOfTheContract() throws {
        let gcm = try Self.symmetric(["algorithm": "aes-256-gcm"])
        #expect(gcm == SymmetricFormat(algorithm: .aes256GCM))
        #expect(gcm.iv == .prefix(constant: nil))
        #expect(gcm.ivLength == 12)
        #expect(gcm.tag == .suffix)
        #expect(gcm.encoding == .base64)
        #expect(gcm.keyEncoding == .raw)
        let cbc = try Self.symmetric(["algorithm": "aes-256-cbc"])
        #expect(cbc.ivLength == 16)
        #expect(cbc.padding == .pkcs7)
        #expect(try Self.symmetric(["algorithm": "aes-128-ecb"]).iv == .none)
    }

    @Test func noneIsADefaultWrittenOut() throws {
        let plain = try Self.profile(["algorithm": "aes-256-gcm"])
        let written = try Self.profile([
            "algorithm": "aes-256-gcm", "key-derivation": "none", "aad": "none", "wrapper": "none",
            "plaintext-encoding": "none", "mac": "none", "signature": "none", "key-wrap": "none", "salt": "none",
        ])
        #expect(plain == written)
    }

    @Test func keysAndSaltsAreRead() throws {
        let format = try Self.symmetric([
            "algorithm": "aes-256-cbc", "key-encoding": "hex", "key-derivation": "pbkdf2-sha512", "iterations": "65536",
            "salt": "key:salt", "reply-salt": "text:other", "iv": "fixed", "iv-value": "key:iv",
        ])
        #expect(format.keyEncoding == .hex)
        #expect(format.keyDerivation == .pbkdf2SHA512)
        #expect(format.iterations == 65_536)
        #expect(format.salt == .fixed(.key("salt")))
        #expect(format.replySalt == .bytes(Array("other".utf8)))
        #expect(format.iv == .fixed(.key("iv")))
        let salted = try Self.symmetric([
            "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "salt": "prefix", "iv": "derived",
            "magic": "text:Salted__",
        ])
        #expect(salted.salt == .prefix(length: 8))
        #expect(salted.iv == .derived)
        #expect(salted.magic == Array("Salted__".utf8))
    }

    @Test func partsTravelInFieldsAndHeaders() throws {
        let profile = try Self.profile([
            "algorithm": "aes-256-gcm", "wrapper": "json:/data/sealed", "iv": "field", "iv-field": "/data/iv",
            "iv-field-encoding": "text", "tag": "field", "tag-field": "header:X-Tag", "aad": "field",
            "aad-field": "header:x-aad", "encoding": "hex",
        ])
        guard case .symmetric(let format) = profile.format else { throw NotSymmetric() }
        #expect(format.iv == .field(EnvelopeField(carrier: .body("/data/iv"), coding: .text)))
        #expect(format.tag == .field(EnvelopeField(carrier: .header("X-Tag"), coding: .hex)))
        #expect(profile.wrapper == .json("/data/sealed"))
        #expect(profile.fieldNames == ["X-Tag", "x-aad"])
        #expect(profile.keyNames.isEmpty)
    }

    @Test func keysThatAProfileNamesAreTold() throws {
        let profile = try Self.profile([
            "algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:iv", "key-derivation": "sha256",
            "salt": "key:iv", "mac": "hmac-sha256", "mac-key": "key:code",
        ])
        #expect(profile.keyNames == ["iv", "code"])
    }

    @Test func sessionKeysAreRead() throws {
        let profile = try Self.profile([
            "algorithm": "aes-128-cbc", "wrapper": "json:data", "key-wrap": "rsa-oaep-sha256",
            "wrapped-key": "field:key", "reply-wrapped-key": "field:gwKey", "wrapped-key-encoding": "hex",
            "session-key": "alphanumeric", "session-content": "key+iv+mac", "iv": "session", "mac": "hmac-sha256",
            "mac-key": "session", "mac-at": "dot",
        ])
        let rule = try #require(profile.sessionKey)
        #expect(rule.padding == .oaepSHA256)
        #expect(rule.position(of: .request) == .field(EnvelopeField(carrier: .body("key"), coding: .hex)))
        #expect(rule.position(of: .reply) == .field(EnvelopeField(carrier: .body("gwKey"), coding: .hex)))
        #expect(rule.draw == .alphanumeric)
        #expect(rule.content == .keyIVAndMAC)
        #expect(profile.replyKey == .responseKey)
        guard case .symmetric(let format) = profile.format else { throw NotSymmetric() }
        #expect(format.mac == MACRule(hash: .sha256, key: .session, position: .dot))
    }

    @Test func joseIsRead() throws {
        let profile = try Self.profile([
            "algorithm": "jwe", "key-management": ["RSA-OAEP-256", "ECDH-ES"], "content-encryption": ["A256GCM"],
            "zip": "64KiB", "iv-length": "16", "header": ["cty": "application/json"], "issued-at": "seconds",
            "serialization": "flattened", "members": ["ciphertext": "payload"], "signature": ["RS256", "PS256"],
        ])
        guard case .jwe(let format) = profile.format else { throw NotSymmetric() }
        #expect(format.keyManagement == [.rsaOAEP256, .ecdhES])
        #expect(format.contentEncryption == [.a256GCM])
        #expect(format.compressedLimit == 65_536)
        #expect(format.ivLength == 16)
        #expect(format.header == [EnvelopeConstant(name: "cty", value: "application/json")])
        #expect(format.issuedAt == .seconds)
        #expect(format.memberNames == [EnvelopeConstant(name: "ciphertext", value: "payload")])
        #expect(profile.signature?.algorithms == [.rs256, .ps256])
        #expect(profile.replyKey == .responseKey)
        let shared = try Self.profile([
            "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
            "key-derivation": "sha256",
        ])
        #expect(shared.replyKey == .same)
    }

    @Test func mediaTypesFollowWrappers() throws {
        func types(_ fields: KeyValuePairs<String, ProfileValue>) throws -> [String] {
            let profile = try Self.profile(fields)
            return [profile.contentType(of: .request), profile.contentType(of: .reply)].map { "\($0)" }
        }
        #expect(try types(["algorithm": "aes-256-gcm"]) == ["text/plain", "text/plain"])
        #expect(
            try types(["algorithm": "aes-256-gcm", "wrapper": "form:a", "reply-wrapper": "json:b"])
                == ["application/x-www-form-urlencoded", "application/json"])
        #expect(
            try types(["algorithm": "aes-256-gcm", "wrapper": "json:a", "reply-wrapper": "none"])
                == ["application/json", "text/plain"])
        #expect(
            try types(["algorithm": "aes-256-gcm", "wrapper": "json:a", "outer-encoding": "base64"])
                == ["text/plain", "text/plain"])
        #expect(
            try types(["algorithm": "aes-256-gcm", "wrapper": "form:a", "reply-key": "clear"])
                == ["application/x-www-form-urlencoded", "application/json"])
        let jwe: KeyValuePairs<String, ProfileValue> = [
            "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
        ]
        #expect(try types(jwe) == ["application/jose", "application/jose"])
        #expect(
            try types([
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "serialization": "general",
            ]) == ["application/json", "application/json"])
    }
}
