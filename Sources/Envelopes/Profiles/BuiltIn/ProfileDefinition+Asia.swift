extension ProfileDefinition {
    static let asia = [
        ProfileDefinition(
            "ssg-wsg", .vendor, "SSG-WSG (Singapore)",
            [
                "algorithm": "aes-256-cbc", "key-encoding": "base64", "iv": "fixed",
                "iv-value": "text:SSGAPIInitVector",
            ]),
        ProfileDefinition(
            "espay", .vendor, "Espay and Tagih.id",
            ["algorithm": "aes-256-cbc", "padding": "zero", "iv": "fixed"], needs: [Self.secretIV]),
        ProfileDefinition(
            "faspay", .vendor, "Faspay SendMe",
            ["algorithm": "aes-256-cbc", "key-derivation": "sha256", "iv": "md5-hex-tail"],
            needs: [Need("iv-value", "the second secret", example: "key:faspay-iv")]),
        ProfileDefinition(
            "eximbay", .vendor, "Eximbay: single values are sealed",
            ["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "text:Eximbay_AES_256_"],
            needs: [Need("wrapper", "the member whose value is sealed", example: "json:/payment/card_number")]),
        ProfileDefinition(
            "newebpay", .community, "NewebPay; TradeSha beside it is neither made nor checked",
            [
                "algorithm": "aes-256-cbc", "iv": "fixed", "encoding": "hex", "wrapper": "form:TradeInfo",
            ],
            needs: [Need("iv-value", "the HashIV that comes with the HashKey", example: "key:newebpay-iv")]),
        ProfileDefinition(
            "wechat-pay-v3", .vendor, "WeChat Pay API v3: what it calls back with",
            [
                "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "/resource/nonce", "iv-field-encoding": "text",
                "aad": "field", "aad-field": "/resource/associated_data", "aad-field-encoding": "text",
                "wrapper": "json:/resource/ciphertext",
                "constants": ["/resource/algorithm": "AEAD_AES_256_GCM"], "reply-key": "clear",
            ]),
        ProfileDefinition(
            "alipay", .vendor, "Alipay with a key of 16 bytes; for 32 choose algorithm: aes-256-cbc",
            [
                "algorithm": "aes-128-cbc", "key-encoding": "base64", "iv": "fixed",
                "iv-value": "hex:00000000000000000000000000000000", "wrapper": "form:biz_content",
                "constants": ["encrypt_type": "AES"], "reply-constants": [:],
            ],
            needs: [
                Need(
                    "reply-wrapper", "the member of replies, named after the method",
                    example: "json:alipay_trade_query_response")
            ]),
        ProfileDefinition(
            "signingcloud", .vendor, "SigningCloud",
            [
                "algorithm": "aes-256-ecb", "key-derivation": "sha256", "encoding": "hex", "wrapper": "json:data",
            ]),
    ]

    static let africa = [
        ProfileDefinition(
            "flutterwave-v3", .vendor, "Flutterwave v3, and APIs made like it (Chapa, Xpresspay)",
            [
                "algorithm": "3des-ecb", "wrapper": "json:client", "reply-key": "clear",
            ],
            needs: [Need("insecure", "that you know it: 3DES in ECB hides little", example: "true")]),
        ProfileDefinition(
            "flutterwave-v4", .vendor, "Flutterwave v4: single values are sealed",
            [
                "algorithm": "aes-256-gcm", "key-encoding": "base64", "iv": "field", "iv-field": "nonce",
                "iv-field-encoding": "text", "reply-key": "clear",
            ],
            needs: [Need("wrapper", "the member whose value is sealed", example: "json:encrypted_card_number")]),
        ProfileDefinition(
            "juicyway", .vendor, "Juicyway", ["algorithm": "aes-256-gcm", "encoding": "hex"]),
        ProfileDefinition(
            "pesepay", .community, "Pesepay", ["algorithm": "aes-256-cbc", "iv": "key", "wrapper": "json:payload"]),
    ]
}
