extension ProfileDefinition {
    static let indianGateways = [
        ProfileDefinition(
            "paywize-v1", .vendor, "Paywize API v1: the key is the API key, the IV the secret key",
            [
                "algorithm": "aes-256-cbc", "iv": "fixed", "wrapper": "json:payload", "reply-wrapper": "json:data",
            ],
            needs: [Self.secretIV]),
        ProfileDefinition(
            "paywize-v2", .vendor, "Paywize API v2",
            [
                "algorithm": "aes-256-gcm", "key-derivation": "sha256", "wrapper": "json:payload",
                "reply-wrapper": "json:data",
            ]),
        ProfileDefinition(
            "enkash", .vendor, "EnKash payouts",
            ["algorithm": "aes-128-ecb", "key-derivation": "sha256-16", "wrapper": "json:request"]),
        ProfileDefinition(
            "ccavenue", .community, "CCAvenue, its older format; access_code beside it is a constant of yours",
            [
                "algorithm": "aes-128-cbc", "key-derivation": "md5", "iv": "fixed",
                "iv-value": "hex:000102030405060708090a0b0c0d0e0f", "encoding": "hex", "wrapper": "form:encRequest",
                "reply-wrapper": "form:encResp",
            ]),
        ProfileDefinition(
            "ccavenue-gcm", .community, "CCAvenue, its newer format; access_code beside it is a constant of yours",
            [
                "algorithm": "aes-256-gcm", "iv-length": "16", "encoding": "hex", "wrapper": "form:encRequest",
                "reply-wrapper": "form:encResp",
            ]),
        ProfileDefinition(
            "atom", .vendor, "NTT DATA Atom: replies have a key and a salt of their own",
            [
                "algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha512", "iterations": "65536", "iv": "fixed",
                "iv-value": "hex:000102030405060708090a0b0c0d0e0f", "encoding": "hex-upper", "wrapper": "form:encData",
                "reply-key": "response-key",
            ],
            needs: [
                Need("salt", "the salt of requests", example: "key:atom-request-salt"),
                Need("reply-salt", "the salt of replies", example: "key:atom-response-salt"),
                Need("constants", "your merchant number", example: ["merchId": "8952"]),
            ]),
        ProfileDefinition(
            "airpay", .vendor, "Airpay v4: the key is user~:~password; its other form fields are constants of yours",
            [
                "algorithm": "aes-256-cbc", "key-derivation": "md5-hex", "iv": "text-prefix",
                "wrapper": "form:encdata",
            ]),
        ProfileDefinition(
            "iserveu", .vendor, "iServeU; the code in its header fields is neither made nor checked",
            ["algorithm": "aes-256-cbc", "key-encoding": "base64"]),
        ProfileDefinition(
            "sabpaisa", .community, "SabPaisa",
            ["algorithm": "aes-128-cbc", "iv": "fixed", "encoding": "hex"],
            needs: [Self.secretIV]),
        ProfileDefinition(
            "juspay", .vendor, "Juspay push provisioning: signed, then encrypted",
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP-256", "RSA-OAEP"], "content-encryption": ["A256GCM"],
                "serialization": "flattened",
                "members": [
                    "protected": "header", "encrypted_key": "encryptedKey", "ciphertext": "encryptedPayload",
                    // RFC 7516 has a member of that name, which Juspay does not use.
                    "header": "unprotectedHeader",
                ],
                "signature": ["RS256"], "signature-serialization": "flattened",
                "signature-members": ["protected": "header", "header": "unprotectedHeader"],
            ]),
        ProfileDefinition(
            "juspay-payout", .vendor, "Juspay payouts; kid and sid beside it are constants of yours",
            [
                "algorithm": "jwe", "key-management": ["RSA-OAEP-256"], "content-encryption": ["A128CBC-HS256"],
                "wrapper": "json:payload", "constants": ["format": "compact"],
            ]),
        ProfileDefinition(
            "eka-care", .vendor, "Eka.care",
            [
                "algorithm": "jwe", "key-management": ["dir"], "content-encryption": ["A128CBC-HS256"],
                "serialization": "flattened",
            ]),
    ]
}
