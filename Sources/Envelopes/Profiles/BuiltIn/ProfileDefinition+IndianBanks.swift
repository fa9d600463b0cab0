extension ProfileDefinition {
    static let indianBanks = [
        ProfileDefinition(
            "hdfc", .community, "HDFC API portal: signed, then sealed; Scope and the like are constants of yours",
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "session-key": "alphanumeric",
                "wrapped-key": "field:SymmetricKeyEncryptedValue",
                "reply-wrapped-key": "field:GWSymmetricKeyEncryptedValue", "signature": ["RS256"],
                "wrapper": "json:RequestSignatureEncryptedValue",
                "reply-wrapper": "json:ResponseSignatureEncryptedValue",
            ]),
        ProfileDefinition(
            "icici-composite", .community, "ICICI composite APIs, with the IV in front of the ciphertext",
            [
                "algorithm": "aes-128-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "field:encryptedKey",
                "wrapper": "json:encryptedData", "constants": ["oaepHashingAlgorithm": "NONE", "iv": ""],
            ]),
        ProfileDefinition(
            "icici-simple", .community, "ICICI CIB: all of the body under RSA, at most 501 bytes",
            ["algorithm": "rsa", "padding": "rsa-pkcs1"]),
        ProfileDefinition(
            "icici-fields", .community, "ICICI: each value of the JSON sealed for itself",
            [
                "algorithm": "aes-256-cbc", "key-wrap": "rsa-pkcs1", "wrapped-key": "header:X-Session-Key",
                "wrapper": "json-values",
            ]),
        ProfileDefinition(
            "axis-esb", .community, "Axis Bank ESB: a constant IV in front of the ciphertext",
            [
                "algorithm": "aes-128-cbc", "key-encoding": "hex", "iv": "prefix",
                "iv-value": "hex:8e12399c07726f5a8e12399c07726f5a",
            ],
            needs: [
                Need(
                    "wrapper", "where the sealed text stands",
                    example: "json:/TransferPaymentRequest/TransferPaymentRequestBodyEncrypted"),
                Need(
                    "reply-wrapper", "where that of replies stands",
                    example: "json:/TransferPaymentResponse/TransferPaymentResponseBodyEncrypted"),
            ]),
        ProfileDefinition(
            "axis-callback", .community, "Axis Bank callbacks",
            [
                "algorithm": "aes-128-cbc", "key-derivation": "md5", "iv": "fixed",
                "iv-value": "hex:000102030405060708090a0b0c0d0e0f", "encoding": "hex",
            ]),
        ProfileDefinition(
            "sbiepay", .community, "SBIePay; the merchant number beside it is a constant of yours",
            ["algorithm": "aes-128-cbc", "iv": "key", "wrapper": "form:EncryptTrans"]),
    ]

    static let indianGovernment = [
        ProfileDefinition(
            "gst-einvoice", .community, "GST e-invoice and e-way bill: the key is the SEK of the session",
            [
                "algorithm": "aes-256-ecb", "key-encoding": "base64", "wrapper": "json:Data",
            ]),
        ProfileDefinition(
            "dgft-ebrc", .vendor, "DGFT eBRC; the member sign is neither made nor checked",
            [
                "algorithm": "aes-256-gcm", "key-derivation": "sha256", "salt": "prefix", "salt-length": "32",
                "plaintext-encoding": "base64", "key-wrap": "rsa-oaep-sha256", "wrapped-key": "header:secretVal",
                "session-key": "alphanumeric", "reply-key": "session", "wrapper": "json:data",
            ]),
        ProfileDefinition(
            "uidai", .vendor, "UIDAI Auth 2: the block of personal data; the XML around it is not written or read",
            [
                "algorithm": "aes-256-gcm", "iv": "timestamp", "aad": "timestamp", "reply-key": "clear",
            ]),
    ]
}
