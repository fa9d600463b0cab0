import Testing

@testable import Envelopes

@Suite struct ProfileGradeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: [ProfileField]
        let grade: String

        init(_ fields: KeyValuePairs<String, ProfileValue>, _ grade: String) {
            self.fields = fields.map { ProfileField(name: $0.key, value: $0.value) }
            self.grade = grade
        }

        var testDescription: String { self.grade }
    }

    @Test(arguments: [
        Case(["algorithm": "aes-256-gcm"], "authenticated"),
        Case(["algorithm": "aes-256-gcm", "iv": "fixed", "iv-value": "key:iv"], "authenticated, fixed IV"),
        Case(["algorithm": "aes-256-gcm", "iv": "key"], "authenticated, fixed IV"),
        Case(["algorithm": "aes-256-gcm", "iv-value": "text:0123456789ab"], "authenticated, fixed IV"),
        Case(["algorithm": "aes-256-gcm", "iv": "timestamp"], "authenticated, fixed IV"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "json-values"], "not authenticated"),
        Case(["algorithm": "aes-256-gcm", "reply-key": "clear"], "authenticated, clear replies"),
        Case(["algorithm": "aes-256-cbc"], "not authenticated"),
        Case(["algorithm": "aes-256-cbc", "iv": "key"], "not authenticated, fixed IV"),
        Case(["algorithm": "aes-256-cbc", "iv": "md5-hex-tail", "iv-value": "key:iv"], "not authenticated, fixed IV"),
        Case(["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m"], "authenticated"),
        Case(
            [
                "algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m", "iv": "field",
                "iv-field": "header:x-iv",
            ], "not authenticated"),
        Case(
            ["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m", "iv": "text-prefix"],
            "not authenticated"),
        Case(["algorithm": "aes-256-cbc", "signature": ["ES256"]], "authenticated"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "salt": "prefix", "iv": "derived"],
            "not authenticated"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "iv": "derived"],
            "not authenticated, fixed IV"),
        Case(["algorithm": "aes-256-ecb"], "not authenticated, ECB"),
        Case(["algorithm": "3des-ecb", "insecure": "true"], "not authenticated, ECB, 3DES"),
        Case(["algorithm": "aes-256-gcm", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix"], "authenticated"),
        Case(
            ["algorithm": "aes-256-gcm", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix"],
            "authenticated, PKCS #1 v1.5"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix", "iv": "fixed",
                "iv-value": "key:iv",
            ], "not authenticated"),
        // The code is not over the wrapped key, and anybody can wrap another.
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix", "mac": "hmac-sha256",
                "mac-key": "key:m",
            ], "not authenticated"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix", "iv": "session",
                "session-content": "key+iv+mac", "mac": "hmac-sha256", "mac-key": "session",
            ], "authenticated"),
        // One session key for several texts.
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix", "iv": "session",
                "session-content": "key+iv+mac", "mac": "hmac-sha256", "mac-key": "session", "reply-key": "session",
            ], "authenticated, fixed IV"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:k", "iv": "key",
                "wrapper": "json-values",
            ], "not authenticated, fixed IV"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "header:k",
                "wrapper": "json-values",
            ], "not authenticated"),
        Case(["algorithm": "rsa", "padding": "rsa-oaep-sha256"], "authenticated"),
        Case(["algorithm": "rsa", "padding": "rsa-pkcs1"], "not authenticated, PKCS #1 v1.5"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A128CBC-HS256"]], "authenticated"),
        Case(
            ["algorithm": "jwe", "key-management": ["RSA-OAEP", "RSA1_5"], "content-encryption": ["A256GCM"]],
            "authenticated, PKCS #1 v1.5"),
    ])
    func gradesTellWhatIsWeak(_ test: Case) throws {
        let profile = try CipherProfile(name: "p", fields: test.fields)
        #expect(profile.grade == test.grade)
        #expect(profile.isAuthenticated == !profile.weaknesses.contains(.notAuthenticated))
        #expect(profile.weaknesses.isEmpty == (test.grade == "authenticated"))
    }

    @Test(arguments: [
        Case(["algorithm": "aes-256-gcm"], "protected"),
        Case(["algorithm": "aes-256-cbc"], "malleable"),
        Case(["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m"], "protected"),
        Case(["algorithm": "aes-256-cbc", "signature": ["ES256"]], "malleable"),
        Case(["algorithm": "aes-256-gcm", "signature": ["ES256"]], "protected"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "json-values"], "malleable"),
        Case(["algorithm": "aes-256-gcm", "key-wrap": "rsa-oaep-sha1", "wrapped-key": "prefix"], "protected"),
        Case(["algorithm": "aes-256-gcm", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix"], "malleable"),
        Case(["algorithm": "rsa", "padding": "rsa-oaep-sha256"], "protected"),
        Case(["algorithm": "rsa", "padding": "rsa-pkcs1"], "malleable"),
        Case(["algorithm": "jwe", "key-management": ["RSA-OAEP"], "content-encryption": ["A256GCM"]], "protected"),
        Case(
            ["algorithm": "jwe", "key-management": ["RSA-OAEP", "RSA1_5"], "content-encryption": ["A256GCM"]],
            "malleable"),
    ])
    func aSignatureInsideDoesNotProtectTheCiphertext(_ test: Case) throws {
        let profile = try CipherProfile(name: "p", fields: test.fields)
        #expect(profile.isCiphertextProtected == (test.grade == "protected"))
    }

    @Test(arguments: [
        Case(["algorithm": "aes-256-gcm"], "cheap"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha1", "iterations": "1000", "salt": "key:s"],
            "cheap"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha1", "iterations": "1000", "salt": "prefix"],
            "costly"),
        Case(["algorithm": "aes-256-gcm", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix"], "costly"),
        Case(["algorithm": "aes-256-gcm", "signature": ["RS256"]], "costly"),
        Case(["algorithm": "rsa", "padding": "rsa-pkcs1"], "costly"),
        Case(["algorithm": "jwe", "key-management": ["A128KW"], "content-encryption": ["A256GCM"]], "cheap"),
        Case(["algorithm": "jwe", "key-management": ["ECDH-ES"], "content-encryption": ["A256GCM"]], "costly"),
        Case(
            ["algorithm": "jwe", "key-management": ["PBES2-HS256+A128KW"], "content-encryption": ["A256GCM"]], "costly"),
    ])
    func costlyProfilesLeaveTheLoop(_ test: Case) throws {
        #expect(try CipherProfile(name: "p", fields: test.fields).isCostly == (test.grade == "costly"))
    }
}
