import Testing

@testable import Envelopes

/// What is wrong with a profile is told by field, with the way out.
@Suite struct ProfileFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: [ProfileField]
        let field: String?
        let words: String

        init(_ fields: KeyValuePairs<String, ProfileValue>, _ field: String?, _ words: String) {
            self.fields = fields.map { ProfileField(name: $0.key, value: $0.value) }
            self.field = field
            self.words = words
        }

        var testDescription: String { "\(self.field ?? "-"): \(self.words)" }
    }

    private func expect(_ fault: Case) {
        let failures = #expect(throws: ProfileFailures.self) {
            try CipherProfile(name: "p", fields: fault.fields)
        }
        let list = failures?.list ?? []
        #expect(
            list.contains { $0.field == fault.field && $0.message.contains(fault.words) },
            "\(list.map { "\($0.field ?? "-"): \($0.message)" })")
    }

    @Test(arguments: [
        Case(["padding": "pkcs7"], nil, "names no algorithm"),
        Case(["algorithm": "aes-512-gcm"], "algorithm", "is not an algorithm of profiles"),
        Case(["algorithm": ["aes-256-gcm"]], "algorithm", "must be a single value"),
        Case(["algorithm": "aes-256-gcm", "colour": "x"], "colour", "is not a field of profiles"),
        Case(["algorithm": "3des-ecb"], "algorithm", "insecure: true"),
        Case(["algorithm": "aes-256-gcm", "insecure": "yes"], "insecure", "neither true nor false"),
        Case(["algorithm": "aes-256-gcm", "key-management": ["dir"]], "key-management", "not a field of aes-256-gcm"),
        Case(["algorithm": "rsa", "padding": "rsa-pkcs1", "iv": "prefix"], "iv", "not a field of rsa"),
        Case(["algorithm": "rsa"], "algorithm", "padding: rsa-oaep-sha256"),
        Case(["algorithm": "rsa", "padding": "pkcs7"], "padding", "is not a value of it"),
        Case(["algorithm": "aes-256-gcm", "padding": "zero"], "padding", "GCM pads nothing"),
        Case(["algorithm": "aes-256-gcm", "encoding": "base32"], "encoding", "is not a value of it"),
        Case(["algorithm": "aes-256-gcm", "encoding": "none"], "encoding", "is not a value of it"),
        Case(["algorithm": "aes-256-cbc", "padding": "none"], "padding", "is not a value of it"),
        Case(["algorithm": "aes-256-gcm", "tag": "none"], "tag", "is not a value of it"),
        Case(["algorithm": "aes-256-gcm", "text-prefix": "a b"], "text-prefix", "without spaces"),
        Case(["algorithm": "aes-256-gcm", "magic": "key:x"], "magic", "hex:… or text:…"),
    ])
    func ofAlgorithms(_ fault: Case) { self.expect(fault) }

    @Test(arguments: [
        Case(["algorithm": "aes-256-gcm", "iv-length": "8"], "iv-length", "12 or 16, not \"8\""),
        Case(["algorithm": "aes-256-cbc", "iv-length": "12"], "iv-length", "is 16"),
        Case(["algorithm": "aes-256-ecb", "iv": "prefix"], "iv", "has no IV"),
        Case(["algorithm": "aes-256-ecb", "iv-length": "16"], "iv-length", "has no IV"),
        Case(["algorithm": "aes-256-cbc", "iv": "none"], "iv", "iv-value: hex:00000000000000000000000000000000"),
        Case(["algorithm": "aes-256-cbc", "iv": "fixed"], "iv", "has no value; add: iv-value"),
        Case(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "abc"], "iv-value", "none of hex:…"),
        Case(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "hex:0g"], "iv-value", "hexadecimal digits"),
        Case(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "text:short"], "iv-value", "has 5 bytes"),
        Case(
            ["algorithm": "aes-256-gcm", "iv": "fixed", "iv-value": "text:0123456789abcdef"], "iv-value", "IV has 12"),
        Case(["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:A_B"], "iv-value", "is not a key name"),
        Case(["algorithm": "aes-256-cbc", "iv": "key", "iv-value": "key:a"], "iv-value", "iv: key; leave it out"),
        Case(["algorithm": "aes-256-cbc", "iv": "field"], "iv", "add: iv-field"),
        Case(["algorithm": "aes-256-cbc", "iv-field": "iv"], "iv-field", "without iv: field"),
        Case(["algorithm": "aes-256-cbc", "iv": "derived"], "iv", "evp-bytestokey-md5"),
        Case(["algorithm": "aes-256-cbc", "iv": "session"], "iv", "add key-wrap"),
        Case(["algorithm": "aes-256-gcm", "iv": "md5-hex-tail", "iv-value": "key:a"], "iv", "iv-length: 16"),
        Case(["algorithm": "aes-256-cbc", "tag": "suffix"], "tag", "has no tag"),
        Case(["algorithm": "aes-256-ecb", "tag-field": "tag"], "tag-field", "has no tag"),
        Case(["algorithm": "aes-256-gcm", "tag": "prefix"], "tag", "is not a value of it"),
        Case(["algorithm": "aes-256-gcm", "tag": "field"], "tag", "add: tag-field"),
        Case(["algorithm": "aes-256-cbc", "aad": "text:a"], "aad", "authenticates nothing"),
        Case(["algorithm": "aes-256-gcm", "aad": "x"], "aad", "none of none, field"),
        Case(["algorithm": "aes-256-gcm", "aad": "timestamp"], "aad", "iv: timestamp"),
        Case(["algorithm": "aes-256-gcm", "aad-field": "x"], "aad-field", "without aad: field"),
    ])
    func ofIVsAndTags(_ fault: Case) { self.expect(fault) }

    @Test(arguments: [
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha256", "salt": "key:s"], "key-derivation", "rounds"
        ),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha256", "iterations": "1000"], "key-derivation",
            "salt"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha256", "iterations": "1", "salt": "key:s"],
            "iterations", "1000 are the least"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha256", "iterations": "many", "salt": "key:s"],
            "iterations", "not a number from 1 to 1000000"),
        Case(["algorithm": "aes-256-cbc", "iterations": "1000"], "iterations", "only pbkdf2 has rounds"),
        Case(["algorithm": "aes-256-cbc", "salt": "key:s"], "salt", "takes no salt"),
        Case(["algorithm": "aes-256-cbc", "key-derivation": "sha256", "salt": "s"], "salt", "none of prefix, field"),
        Case(["algorithm": "aes-256-cbc", "key-derivation": "sha256", "salt": "field"], "salt", "add: salt-field"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "salt": "prefix",
                "salt-length": "16",
            ],
            "salt-length", "is 8"),
        Case(
            ["algorithm": "aes-256-cbc", "key-derivation": "sha256", "salt": "prefix", "reply-salt": "key:s"],
            "reply-salt", "salt of requests is fixed"),
        Case(["algorithm": "aes-256-cbc", "mac": "hmac-sha256"], "mac", "add: mac-key"),
        Case(
            ["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "hex:00"], "mac-key",
            "a secret is not written"),
        Case(["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "session"], "mac-key", "add key-wrap"),
        Case(["algorithm": "aes-256-cbc", "mac-key": "key:m"], "mac-key", "without mac"),
        Case(
            ["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:m", "mac-at": "front"], "mac-at",
            "none of suffix, dot"),
        Case(["algorithm": "aes-256-cbc", "wrapped-key": "prefix"], "wrapped-key", "without key-wrap"),
        Case(["algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1"], "key-wrap", "add: wrapped-key"),
        Case(
            ["algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix", "iv": "session"], "iv",
            "session-content: key+iv"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix",
                "session-content": "key+iv",
            ],
            "session-content", "add: iv: session"),
        Case(
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix",
                "session-content": "key+iv+mac", "iv": "session",
            ],
            "session-content", "mac-key: session"),
        Case(
            ["algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "prefix", "reply-key": "same"],
            "reply-key", "nobody else could open replies"),
        Case(["algorithm": "aes-256-cbc", "reply-key": "session"], "reply-key", "no key of their own"),
        Case(["algorithm": "rsa", "padding": "rsa-pkcs1", "reply-key": "session"], "reply-key", "no key of their own"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["A256KW", "dir"], "content-encryption": ["A256GCM"],
                "reply-key": "session",
            ], "reply-key", "no key of their own"),
        Case(
            ["algorithm": "aes-256-cbc", "reply-key": "clear", "reply-wrapper": "json:a"], "reply-wrapper",
            "clear replies"),
    ])
    func ofKeys(_ fault: Case) { self.expect(fault) }

    @Test(arguments: [
        Case(["algorithm": "aes-256-gcm", "wrapper": "xml:a"], "wrapper", "none of none, json:FIELD"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "json:"], "wrapper", "1 to 128 bytes"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "json:/a~2"], "wrapper", "not a JSON Pointer"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "form:/a"], "wrapper", "forms have no members"),
        Case(["algorithm": "aes-256-gcm", "iv": "field", "iv-field": "iv"], "iv-field", "no place in a bare body"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "json:a", "iv": "field", "iv-field": "a"], "iv-field",
            "\"a\" is taken by wrapper"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "json:a", "iv": "field", "iv-field": "/a/b"], "iv-field",
            "is taken by wrapper"),
        Case(
            [
                "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:X-A", "tag": "field",
                "tag-field": "header:x-a",
            ],
            "tag-field", "header field x-a is taken by iv-field"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "json:a", "constants": ["a": "1"]], "constants", "taken by wrapper"),
        Case(["algorithm": "aes-256-gcm", "constants": ["a": "1"]], "constants", "no place in a bare body"),
        Case(["algorithm": "aes-256-gcm", "wrapper": "json:a", "constants": "a"], "constants", "must be a mapping"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "json:a", "constants": ["b": "1", "b": "2"]], "constants", "twice"),
        Case(
            ["algorithm": "aes-256-gcm", "constants": ["header:X-B": "a\r\nb"]], "constants",
            "no value of a header field"),
        Case(["algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:Host"], "iv-field", "its own meaning"),
        Case(
            ["algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:x-api-KEY"], "iv-field", "its own meaning"),
        Case(
            ["algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:a b"], "iv-field", "not a name of a header"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "form:a", "iv": "field", "iv-field": "/b"], "iv-field",
            "the body is a form"),
        Case(
            [
                "algorithm": "aes-256-gcm", "wrapper": "json-values", "iv": "field", "iv-field": "header:x-iv",
            ],
            "iv", "each value has an IV of its own"),
        Case(
            ["algorithm": "aes-256-gcm", "wrapper": "json-values", "signature": ["RS256"]], "signature",
            "seals each value"),
    ])
    func ofMessages(_ fault: Case) { self.expect(fault) }

    @Test(arguments: [
        Case(["algorithm": "jwe", "content-encryption": ["A256GCM"]], "algorithm", "key-management"),
        Case(["algorithm": "jwe", "key-management": ["dir"]], "algorithm", "content-encryption"),
        Case(
            ["algorithm": "jwe", "key-management": "dir", "content-encryption": ["A256GCM"]], "key-management", "a list"
        ),
        Case(
            ["algorithm": "jwe", "key-management": [], "content-encryption": ["A256GCM"]], "key-management", "a list"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir", "dir"], "content-encryption": ["A256GCM"]], "key-management",
            "twice"),
        Case(
            ["algorithm": "jwe", "key-management": ["RSA_OAEP"], "content-encryption": ["A256GCM"]], "key-management",
            "is not a value of it"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir", "RSA-OAEP"], "content-encryption": ["A256GCM"]],
            "key-management", "make two profiles"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"], "iv": "prefix"], "iv",
            "not a field of jwe"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"], "zip": "yes"], "zip",
            "like 64KiB"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"], "iv-length": "8"],
            "iv-length", "12 (RFC 7518"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A128CBC-HS256"],
                "iv-length": "16",
            ],
            "iv-length", "only GCM"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"], "max-p2c": "5000"],
            "max-p2c", "only PBES2"),
        Case(
            ["algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"], "header": ["alg": "x"]],
            "header", "written by the gateway"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "members": ["iv": "i"],
            ],
            "members", "compact JWE has no members"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "serialization": "flattened", "members": ["iv": "tag"],
            ],
            "members", "two members have one name"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "serialization": "flattened", "wrapper": "json:a",
            ],
            "wrapper", "is JSON of its own"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP"], "content-encryption": ["A256GCM"],
                "key-derivation": "sha256",
            ],
            "key-derivation", "key pairs"),
        Case(
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A256GCM"],
                "key-derivation": "md5",
            ],
            "key-derivation", "none or sha256"),
        Case(["algorithm": "aes-256-gcm", "signature": ["HS256"]], "signature", "is not a value of it"),
        Case(
            ["algorithm": "aes-256-gcm", "signature-members": ["payload": "p"]], "signature-members",
            "without signature"),
    ])
    func ofJOSE(_ fault: Case) { self.expect(fault) }

    @Test func allFaultsAreTold() {
        let failures = #expect(throws: ProfileFailures.self) {
            try CipherProfileTests.profile([
                "algorithm": "aes-256-cbc", "iv": "fixed", "tag": "suffix", "colour": "red",
            ])
        }
        #expect(failures?.list.map(\.field) == ["colour", "iv", "tag"])
    }
}
