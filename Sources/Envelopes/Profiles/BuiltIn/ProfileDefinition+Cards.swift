extension ProfileDefinition {
    static let europe = [
        ProfileDefinition(
            "opayo-form", .vendor, "Opayo (Sage Pay) Form",
            [
                "algorithm": "aes-128-cbc", "iv": "key", "encoding": "hex-upper", "text-prefix": "@",
                "wrapper": "form:Crypt",
            ]),
        ProfileDefinition(
            "wise", .vendor, "Wise",
            ["algorithm": "jwe", "key-management": ["RSA-OAEP-256"], "content-encryption": ["A256GCM"]]),
        ProfileDefinition(
            "verestro", .vendor, "Verestro; its header field Public-Key is a constant of yours",
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP-256"], "content-encryption": ["A256GCM"],
                "wrapper": "json:payload", "constants": ["header:Encrypted-Request": "true"], "reply-constants": [:],
            ]),
    ]

    static let cards = [
        ProfileDefinition(
            "mastercard-jwe", .vendor, "Mastercard JWE; its library for Node.js sends IVs of 16 bytes: iv-length: 16",
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP-256"],
                "content-encryption": ["A256GCM", "A128GCM", "A192GCM", "A128CBC-HS256"],
                "header": ["cty": "application/json"], "wrapper": "json:encryptedData",
            ]),
        ProfileDefinition(
            "mastercard-fle", .vendor, "Mastercard field-level encryption, its older format",
            [
                "algorithm": "aes-128-cbc", "encoding": "hex", "iv": "field", "iv-field": "iv",
                "key-wrap": "rsa-oaep-sha256", "wrapped-key": "field:encryptedKey", "wrapper": "json:encryptedData",
                "constants": ["oaepHashingAlgorithm": "SHA256"],
            ]),
        ProfileDefinition(
            "visa-mle", .vendor, "Visa message-level encryption; the header field keyId is a constant of yours",
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP-256"], "content-encryption": ["A128GCM", "A256GCM"],
                "issued-at": "milliseconds", "wrapper": "json:encData",
            ]),
        ProfileDefinition(
            "visa-jwe-symmetric", .vendor, "Visa JWE under the shared secret of an API key",
            [
                "algorithm": "jwe", "key-management": ["A256GCMKW"], "content-encryption": ["A256GCM"],
                "key-derivation": "sha256", "wrapper": "json:encData",
            ]),
        ProfileDefinition(
            "paywise-sandbox", .vendor, "PayWise sandbox: the JSON of CryptoJS, in base64",
            [
                "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "salt": "field", "salt-field": "s",
                "salt-field-encoding": "hex", "iv": "derived", "iv-field": "iv", "iv-field-encoding": "hex",
                "wrapper": "json:ct", "outer-encoding": "base64",
            ]),
        ProfileDefinition(
            "banamex", .vendor, "Banamex end to end: the session's keys come wrapped",
            [
                "algorithm": "aes-256-cbc", "key-encoding": "hex", "iv": "session", "session-content": "key+iv+mac",
                "mac": "hmac-sha256", "mac-key": "session", "mac-at": "dot", "wrapped-key-encoding": "hex",
                "reply-key": "session",
            ],
            needs: [
                Need("key-wrap", "how RSA pads the session's keys", example: "rsa-oaep-sha256"),
                Need("wrapped-key", "where they travel", example: "header:X-Session-Keys"),
            ]),
    ]
}
