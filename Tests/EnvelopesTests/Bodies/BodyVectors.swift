import Foundation
import Primitives

@testable import Envelopes

/// The published and computed bodies of `body-ciphers.json`, each with the profile that a configuration would write for
/// it and the keys that it is said to have.
enum BodyVectors {
    struct Vector {
        var bench: BodyBench
        var body: [UInt8]
        var plaintext: [UInt8]
        /// The content key of the request that the body answers.
        var session: SessionKey?
        /// What seals, where it is not what opens.
        var sealing: BodyBench?
    }

    /// Entries that cannot be tested, with the reason.
    static let untested = ["sagepay/opayo form": "it has no ciphertext: only that 200 digits agree with a sample"]
    /// Entries that hold a JWE under a key that is not given: opened from their content key.
    static let underContentKey = ["mastercard-jwe A128CBC-HS256", "mastercard-jwe A128GCM", "mastercard-jwe A256GCM"]

    /// nil for a name that is not understood.
    static func vector(_ entry: JSON) throws -> Vector? {
        guard let name = entry["profile"].text, var vector = try self.known(name, entry) else { return nil }
        if let text = entry["plaintext_utf8"].text { vector.plaintext = Array(text.utf8) }
        return vector
    }

    private static func known(_ name: String, _ entry: JSON) throws -> Vector? {
        let zero = "hex:00000000000000000000000000000000"
        switch name {
        case "alipay":
            return try self.vector(
                ["algorithm": "aes-128-cbc", "key-encoding": "base64", "iv": "fixed", "iv-value": .text(zero)],
                entry.utf8("key_b64"), entry.utf8("ciphertext_b64"))
        case "espay-zero-pad":
            return try self.vector(
                ["algorithm": "aes-256-cbc", "padding": "zero", "iv": "fixed", "iv-value": "key:iv"],
                entry.utf8("key_utf8"), entry.utf8("ciphertext_b64"), iv: entry.utf8("iv_utf8"))
        case "newebpay":
            return try self.vector(
                ["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:iv", "encoding": "hex"],
                entry.utf8("key_utf8"), entry.utf8("ciphertext_hex"), iv: entry.utf8("iv_utf8"))
        case "gst-einvoice SEK unwrap":
            var vector = try self.vector(
                ["algorithm": "aes-256-ecb"], entry.utf8("appkey_utf8"), entry.utf8("encrypted_sek_b64"))
            vector.plaintext = Array(Data(base64Encoded: entry["sek_b64"].text ?? "") ?? Data())
            return vector
        case "mastercard-fle legacy": return try self.mastercard(entry)
        case "wibmo-guess-a (AES-192-CBC, random IV prefix)":
            return try self.vector(
                ["algorithm": "aes-192-cbc"], entry.hex("key_hex"), entry.utf8("body"), drawing: [entry.hex("iv_hex")])
        case "wibmo-guess-b (AES-192-ECB)":
            return try self.vector(["algorithm": "aes-192-ecb"], entry.hex("key_hex"), entry.utf8("body"))
        case "wibmo-guess-c (AES-192-CBC, zero IV, no prefix)":
            return try self.vector(
                ["algorithm": "aes-192-cbc", "iv": "fixed", "iv-value": .text(zero)], entry.hex("key_hex"),
                entry.utf8("body"))
        case "paywize-v1":
            return try self.vector(
                ["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:iv", "wrapper": "json:payload"],
                entry.utf8("key_utf8"), entry.utf8("body"), iv: entry.utf8("iv_utf8"))
        case "enkash":
            return try self.vector(
                ["algorithm": "aes-128-ecb", "key-derivation": "sha256-16", "wrapper": "json:request"],
                entry.utf8("secret_utf8"), entry.utf8("body"))
        case "ccavenue-legacy":
            return try self.vector(
                [
                    "algorithm": "aes-128-cbc", "key-derivation": "md5", "iv": "fixed",
                    "iv-value": .text("hex:" + (entry["iv_hex"].text ?? "")), "encoding": "hex",
                ], entry.utf8("working_key_utf8"), entry.utf8("value"))
        case "ssg-wsg":
            return try self.vector(
                [
                    "algorithm": "aes-256-cbc", "key-encoding": "base64", "iv": "fixed",
                    "iv-value": .text("text:" + (entry["iv_utf8"].text ?? "")),
                ], entry.utf8("key_b64"), entry.utf8("body"))
        case "axis-esb (static IV, IV prefixed)":
            return try self.vector(
                [
                    "algorithm": "aes-128-cbc", "iv": "prefix",
                    "iv-value": .text("hex:" + (entry["iv_hex"].text ?? "")),
                ], entry.hex("key_hex"), entry.utf8("value"))
        case "flutterwave-v3":
            return try self.vector(
                ["algorithm": "3des-ecb", "insecure": "true", "wrapper": "json:client"], entry.utf8("key_utf8"),
                entry.utf8("body"))
        case "flutterwave-v4":
            let nonce = entry["nonce_utf8"].text ?? ""
            let body = #"{"data":"\#(entry["value"].text ?? "")","nonce":"\#(nonce)"}"#
            return try self.vector(
                [
                    "algorithm": "aes-256-gcm", "key-encoding": "base64", "iv": "field", "iv-field": "nonce",
                    "iv-field-encoding": "text", "wrapper": "json:data",
                ], entry.utf8("key_b64"), Array(body.utf8), drawing: [Array(nonce.utf8)])
        case "uidai": return try self.uidai(entry)
        case "dgft-ebrc data field":
            return try self.vector(
                [
                    "algorithm": "aes-256-gcm", "key-derivation": "sha256", "salt": "prefix", "salt-length": "32",
                    "plaintext-encoding": "base64",
                ], entry.utf8("secret_utf8"), entry.utf8("value"),
                drawing: [entry.hex("iv_hex"), entry.hex("salt_hex")])
        case "paywise ct/iv/s envelope":
            return try self.vector(
                [
                    "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "salt": "field",
                    "salt-field": "s", "salt-field-encoding": "hex", "iv": "derived", "iv-field": "iv",
                    "iv-field-encoding": "hex", "wrapper": "json:ct", "outer-encoding": "base64",
                ], entry.utf8("passphrase"), entry.utf8("value"), drawing: [[0, 1, 2, 3, 4, 5, 6, 7]])
        default: return nil
        }
    }

    private static func vector(
        _ fields: KeyValuePairs<String, ProfileValue>, _ key: [UInt8], _ body: [UInt8], iv: [UInt8]? = nil,
        drawing draws: [[UInt8]] = []
    ) throws -> Vector {
        var bench = BodyBench(try .reading(fields), key: key)
        bench.draws = draws
        if let iv { bench.keys.named["iv"] = .of([iv], name: "iv") }
        return Vector(bench: bench, body: body, plaintext: [])
    }

    /// Under the given content key: as a reply that reuses the request's.
    private static func mastercard(_ entry: JSON) throws -> Vector {
        let text = entry["encryptedData_hex"].text ?? ""
        let body = #"{"encryptedData":"\#(text)","iv":"\#(entry["iv_hex"].text ?? "")"}"#
        var vector = try self.vector(
            [
                "algorithm": "aes-128-cbc", "encoding": "hex", "iv": "field", "iv-field": "iv",
                "key-wrap": "rsa-oaep-sha512", "wrapped-key": "field:encryptedKey", "wrapper": "json:encryptedData",
                "reply-key": "session",
            ], [], Array(body.utf8), drawing: [entry.hex("iv_hex")])
        vector.bench.keys = CipherKeys(main: NamedKey(name: "k"))
        vector.session = SessionKey(key: SecretBytes(entry.hex("aes128_key_hex")))
        return vector
    }

    /// Opened under a static key; sealed under none but a session key, drawn to be the same.
    private static func uidai(_ entry: JSON) throws -> Vector {
        var vector = try self.vector(
            ["algorithm": "aes-256-gcm", "iv": "timestamp", "aad": "timestamp"], entry.hex("key_hex"),
            entry.utf8("value"))
        var sealing = BodyBench(
            try .reading([
                "algorithm": "aes-256-gcm", "iv": "timestamp", "aad": "timestamp", "key-wrap": "rsa-pkcs1",
                "wrapped-key": "header:Skey",
            ]), keys: CipherKeys(main: .of(.publicKey(TestKeys.rsa.publicKey))))
        sealing.draws = [entry.hex("key_hex")]
        sealing.time = CivilTime.milliseconds(rfc3339: (entry["ts"].text ?? "") + "Z") ?? 0
        vector.sealing = sealing
        return vector
    }
}

extension CipherProfile {
    /// What the configuration would make of these fields.
    static func reading(_ fields: KeyValuePairs<String, ProfileValue>) throws -> CipherProfile {
        try CipherProfile(name: "test", fields: fields.map { ProfileField(name: $0.key, value: $0.value) })
    }
}

extension JSON {
    func utf8(_ name: String) -> [UInt8] { Array((self[name].text ?? "").utf8) }

    func hex(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        let text = self.utf8(name)
        try? Hex.decode(text.span, into: &bytes)
        return bytes
    }
}

/// Key pairs that are made once.
enum TestKeys {
    static let rsa = Self.make()
    static let otherRSA = Self.make()

    private static func make() -> PrivateKey {
        guard let key = try? PrivateKey.generate(.rsa(bits: 2048)) else { preconditionFailure("libcrypto has no RSA") }
        return key
    }
}
