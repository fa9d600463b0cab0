import Foundation
import Primitives

@testable import Envelopes

/// The published and computed bodies of `body-ciphers.json`, each with the profile and keys that it is said to have.
enum BodyVectors {
    struct Vector {
        var bench: BodyBench
        var body: [UInt8]
        var plaintext: [UInt8]
        /// Replies that answer a request with this content key.
        var session: SessionKey?
        /// Other profiles and keys for sealing: those that seal what these open.
        var sealing: BodyBench?
        /// Sealed under what was drawn, and so compared.
        var isSealed = true
    }

    /// Entries that cannot be tested, with the reason.
    static let untested = ["sagepay/opayo form": "it has no ciphertext: the sample's first 200 digits are elsewhere"]
    /// Entries that hold a JWE under a key that is not given: opened from their content key.
    static let underContentKey = ["mastercard-jwe A128CBC-HS256", "mastercard-jwe A128GCM", "mastercard-jwe A256GCM"]

    /// nil for a name that is not understood.
    static func vector(_ entry: JSON) -> Vector? {
        guard let name = entry["profile"].text, var vector = self.known(name, entry) else { return nil }
        if let text = entry["plaintext_utf8"].text { vector.plaintext = Array(text.utf8) }
        return vector
    }

    private static func known(_ name: String, _ entry: JSON) -> Vector? {
        switch name {
        case "alipay":
            return self.vector(.aes128CBC, entry.utf8("key_b64"), entry.utf8("ciphertext_b64")) {
                $0.keyEncoding = .base64
                $0.iv = .fixed(.bytes(entry.hex("iv_hex")))
            }
        case "espay-zero-pad":
            return self.vector(.aes256CBC, entry.utf8("key_utf8"), entry.utf8("ciphertext_b64")) {
                $0.padding = .zero
                $0.iv = .fixed(.key("iv"))
            }.naming("iv", entry.utf8("iv_utf8"))
        case "newebpay":
            return self.vector(.aes256CBC, entry.utf8("key_utf8"), entry.utf8("ciphertext_hex")) {
                $0.iv = .fixed(.key("iv"))
                $0.encoding = .hex
            }.naming("iv", entry.utf8("iv_utf8"))
        case "gst-einvoice SEK unwrap":
            var vector = self.vector(.aes256ECB, entry.utf8("appkey_utf8"), entry.utf8("encrypted_sek_b64"))
            vector.plaintext = Array(Data(base64Encoded: entry["sek_b64"].text ?? "") ?? Data())
            return vector
        case "mastercard-fle legacy": return self.mastercard(entry)
        case "wibmo-guess-a (AES-192-CBC, random IV prefix)":
            return self.vector(.aes192CBC, entry.hex("key_hex"), entry.utf8("body"), drawing: [entry.hex("iv_hex")])
        case "wibmo-guess-b (AES-192-ECB)":
            return self.vector(.aes192ECB, entry.hex("key_hex"), entry.utf8("body"))
        case "wibmo-guess-c (AES-192-CBC, zero IV, no prefix)":
            return self.vector(.aes192CBC, entry.hex("key_hex"), entry.utf8("body")) {
                $0.iv = .fixed(.bytes(entry.hex("iv_hex")))
            }
        case "paywize-v1":
            return self.vector(.aes256CBC, entry.utf8("key_utf8"), entry.utf8("body"), wrapper: .json("payload")) {
                $0.iv = .fixed(.key("iv"))
            }.naming("iv", entry.utf8("iv_utf8"))
        case "enkash":
            return self.vector(.aes128ECB, entry.utf8("secret_utf8"), entry.utf8("body"), wrapper: .json("request")) {
                $0.keyDerivation = .sha256First16
            }
        case "ccavenue-legacy":
            return self.vector(.aes128CBC, entry.utf8("working_key_utf8"), entry.utf8("value")) {
                $0.keyDerivation = .md5
                $0.iv = .fixed(.bytes(entry.hex("iv_hex")))
                $0.encoding = .hex
            }
        case "ssg-wsg":
            return self.vector(.aes256CBC, entry.utf8("key_b64"), entry.utf8("body")) {
                $0.keyEncoding = .base64
                $0.iv = .fixed(.bytes(entry.utf8("iv_utf8")))
            }
        case "axis-esb (static IV, IV prefixed)":
            return self.vector(.aes128CBC, entry.hex("key_hex"), entry.utf8("value")) {
                $0.iv = .prefix(constant: .bytes(entry.hex("iv_hex")))
            }
        case "flutterwave-v3":
            return self.vector(.tripleDESECB, entry.utf8("key_utf8"), entry.utf8("body"), wrapper: .json("client"))
        case "flutterwave-v4":
            let value = entry["value"].text ?? ""
            let nonce = entry.utf8("nonce_utf8")
            let body = #"{"data":"\#(value)","nonce":"\#(String(decoding: nonce, as: UTF8.self))"}"#
            return self.vector(
                .aes256GCM, entry.utf8("key_b64"), Array(body.utf8), wrapper: .json("data"), drawing: [nonce]
            ) {
                $0.keyEncoding = .base64
                $0.iv = .field(EnvelopeField(carrier: .body("nonce"), coding: .text))
            }
        case "uidai": return self.uidai(entry)
        case "dgft-ebrc data field":
            var vector = self.vector(
                .aes256GCM, entry.utf8("secret_utf8"), entry.utf8("value"),
                drawing: [entry.hex("iv_hex"), entry.hex("salt_hex")]
            ) {
                $0.keyDerivation = .sha256
                $0.salt = .prefix(length: 32)
            }
            vector.bench.profile.plaintextEncoding = .base64
            return vector
        case "paywise ct/iv/s envelope":
            var vector = self.vector(
                .aes256CBC, entry.utf8("passphrase"), entry.utf8("value"), wrapper: .json("ct"),
                drawing: [[0, 1, 2, 3, 4, 5, 6, 7]]
            ) {
                $0.keyDerivation = .evpBytesToKeyMD5
                $0.salt = .field(EnvelopeField(carrier: .body("s"), coding: .hex), length: 8)
                $0.iv = .derived
                $0.derivedIVField = EnvelopeField(carrier: .body("iv"), coding: .hex)
            }
            vector.bench.profile.outerEncoding = .base64
            return vector
        default: return nil
        }
    }

    private static func vector(
        _ algorithm: CipherAlgorithm, _ key: [UInt8], _ body: [UInt8], wrapper: BodyWrapper = .none,
        drawing draws: [[UInt8]] = [], change: (inout SymmetricFormat) -> Void = { _ in }
    ) -> Vector {
        var format = SymmetricFormat(algorithm: algorithm)
        change(&format)
        var bench = BodyBench(format, key: key) { $0.wrapper = wrapper }
        bench.draws = draws
        return Vector(bench: bench, body: body, plaintext: [])
    }

    /// Under the given content key: as a reply that reuses the request's.
    private static func mastercard(_ entry: JSON) -> Vector {
        var format = SymmetricFormat(algorithm: .aes128CBC)
        format.encoding = .hex
        format.iv = .field(EnvelopeField(carrier: .body("iv"), coding: .hex))
        var profile = CipherProfile(name: "mastercard", format: .symmetric(format))
        profile.wrapper = .json("encryptedData")
        profile.replyKey = .session
        profile.sessionKey = SessionKeyRule(
            padding: .oaepSHA512,
            position: .field(EnvelopeField(carrier: .body("encryptedKey"), coding: .hex)))
        var bench = BodyBench(profile, keys: CipherKeys(main: NamedKey(name: "k")))
        bench.draws = [entry.hex("iv_hex")]
        let text = entry["encryptedData_hex"].text ?? ""
        let body = #"{"encryptedData":"\#(text)","iv":"\#(entry["iv_hex"].text ?? "")"}"#
        var vector = Vector(bench: bench, body: Array(body.utf8), plaintext: [])
        vector.session = SessionKey(key: SecretBytes(entry.hex("aes128_key_hex")))
        return vector
    }

    /// Opened under a static key; sealed under none but a session key, drawn to be the same.
    private static func uidai(_ entry: JSON) -> Vector {
        var vector = self.vector(.aes256GCM, entry.hex("key_hex"), entry.utf8("value")) {
            $0.iv = .timestamp
            $0.aad = .timestamp
        }
        var sealing = vector.bench
        sealing.profile.sessionKey = SessionKeyRule(
            padding: .pkcs1, position: .field(EnvelopeField(carrier: .header("skey"), coding: .base64)))
        sealing.keys = CipherKeys(main: .of(.publicKey(TestKeys.rsa.publicKey)))
        sealing.draws = [entry.hex("key_hex")]
        sealing.time = CivilTime.milliseconds(rfc3339: (entry["ts"].text ?? "") + "Z") ?? 0
        vector.sealing = sealing
        return vector
    }
}

extension BodyVectors.Vector {
    fileprivate func naming(_ name: String, _ bytes: [UInt8]) -> Self {
        var vector = self
        vector.bench.keys.named[name] = .of([bytes], name: name)
        return vector
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
    static let rsa = try! PrivateKey.generate(.rsa(bits: 2048))
    static let otherRSA = try! PrivateKey.generate(.rsa(bits: 2048))
}
