import Foundation
import Primitives
import Testing

@testable import Envelopes

/// Every encrypted message of the cookbook of RFC 7520 and of RFC 8037's appendix opens in each serialisation that is
/// given, and sealing with its random inputs gives the same message.
@Suite(.enabled(if: JOSEVectors.runs, Comment(rawValue: JOSEVectors.absence)))
struct CookbookEncryptionTests {
    /// What a file is expected to give; a file that is not here fails the test.
    private enum Expectation {
        case opensAndSeals
        /// Sealed alike but for the encrypted key, whose padding is random.
        case opensAndSealsContent
        /// Why it is not written.
        case opens(String)
    }

    private static let cases: [String: Expectation] = [
        "5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json": .opensAndSealsContent,
        "5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json": .opensAndSealsContent,
        "5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json": .opensAndSeals,
        "5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json": .opensAndSeals,
        "5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json": .opensAndSeals,
        "5_6.direct_encryption_using_aes-gcm.json": .opensAndSeals,
        "5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2.json": .opensAndSeals,
        "5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json": .opensAndSeals,
        "5_9.compressed_content.json": .opens("plaintext is never compressed"),
        "5_10.including_additional_authentication_data.json": .opens("no associated data is written"),
        "5_11.protecting_specific_header_fields.json": .opens("all of a header is protected"),
        "5_12.protecting_content_only.json": .opens("all of a header is protected"),
        "5_13.encrypting_to_multiple_recipients.json": .opens("there is one recipient"),
    ]

    @Test func everyFileIsKnown() throws {
        #expect(try JOSEVectors.names(in: "jose-cookbook/jwe") == Self.cases.keys.sorted())
    }

    @Test(arguments: cases.keys.sorted()) func messageOpens(_ name: String) throws {
        let vector = try JOSEVectors.read("jose-cookbook/jwe/\(name)")
        let plaintext = try vector["input"]["plaintext"].utf8
        for key in try self.keys(vector) {
            let cipher = try JWECipher(self.format(vector), key)
            for message in self.messages(vector) {
                #expect(try cipher.open(message).plaintext == plaintext)
            }
            for message in self.messages(vector) {
                #expect(throws: BodyOpenFailure.self) { try cipher.open(self.damaged(message)) }
            }
        }
    }

    @Test(arguments: cases.keys.sorted()) func sealingGivesTheMessage(_ name: String) throws {
        let vector = try JOSEVectors.read("jose-cookbook/jwe/\(name)")
        let isWhole: Bool
        switch try #require(Self.cases[name]) {
        case .opensAndSeals: isWhole = true
        case .opensAndSealsContent: isWhole = false
        case .opens(let reason):
            #expect(!reason.isEmpty)
            return
        }
        var cipher = try JWECipher(self.format(vector), self.keys(vector)[0])
        cipher.source = try self.source(vector)
        let plaintext = try vector["input"]["plaintext"].utf8
        let sealed = String(decoding: try cipher.seal(plaintext).body, as: UTF8.self)
        let expected = try #require(vector["output"]["compact"].text)
        if isWhole {
            #expect(sealed == expected)
        } else {
            var parts = sealed.split(separator: ".", omittingEmptySubsequences: false)
            let wanted = expected.split(separator: ".", omittingEmptySubsequences: false)
            #expect(parts.count == 5 && parts[1].count == wanted[1].count)
            parts[1] = wanted[1]
            #expect(parts == wanted)
        }
    }

    /// The file's content key and its ephemeral key belong to no message: its header has another ephemeral key.
    @Test func messageToX25519Opens() throws {
        let vector = try JOSEVectors.read("jose-cookbook/curve25519/ecdh-es.json")
        let cipher = try JWECipher(.everything, NamedKey([JWK.Key(vector["input"]["key"])]))
        for message in self.messages(vector) {
            #expect(try cipher.open(message).plaintext == vector["input"]["plaintext"].utf8)
        }
    }

    @Test func nestedSignatureOpens() throws {
        let vector = try JOSEVectors.read("jose-cookbook/6.nesting_signatures_and_encryption.json")
        let cipher = try JWECipher(.everything, NamedKey([JWK.Key(vector["encrypt"]["input"]["key"])]))
        var keys = CipherKeys(main: NamedKey(name: "none"))
        keys.verification = NamedKey([try JWK.Key(vector["sign"]["input"]["key"]).publicHalf])
        let signature = SignatureCipher(rule: SignatureRule(algorithms: [.ps256]), keys: keys)
        for message in self.messages(vector["encrypt"]) {
            let opened = try cipher.open(message).plaintext
            let payload = SecretBuffer(capacity: 0)
            try signature.unwrap(opened.span, into: payload, trace: nil)
            #expect(try payload.array == vector["sign"]["input"]["payload"].utf8)
        }
    }
}

extension CookbookEncryptionTests {
    /// Each key of the file by itself.
    private func keys(_ vector: JSON) throws -> [NamedKey] {
        if let password = vector["input"]["pwd"].text { return [NamedKey(octets: Array(password.utf8))] }
        let keys = vector["input"]["key"].list ?? [vector["input"]["key"]]
        return try keys.map { NamedKey([try JWK.Key($0)]) }
    }

    private func format(_ vector: JSON) -> JWEFormat {
        let content = vector["encrypting_content"]
        let names = vector["input"]["alg"].list ?? [vector["input"]["alg"]]
        let encryption = content["protected"]["enc"].text ?? content["unprotected"]["enc"].text
        var format = JWEFormat(
            keyManagement: names.compactMap { $0.text.flatMap(JWEKeyManagement.init) },
            contentEncryption: [encryption.flatMap(JWEContentEncryption.init)].compactMap { $0 })
        if content["protected"]["zip"].text != nil { format.compressedLimit = 4096 }
        if let type = content["protected"]["cty"].text { format.header = [EnvelopeConstant(name: "cty", value: type)] }
        return format
    }

    private func messages(_ vector: JSON) -> [[UInt8]] {
        let output = vector["output"]
        return (output["compact"].text.map { [Array($0.utf8)] } ?? [])
            + [output["json"], output["json_flat"]].filter(\.isObject).map(\.bytes)
    }

    /// The message with a bit of its ciphertext changed.
    private func damaged(_ message: [UInt8]) -> [UInt8] {
        var text = String(decoding: message, as: UTF8.self)
        if text.hasPrefix("{") {
            return Array(text.replacing(#""ciphertext":""#, with: #""ciphertext":"AAAA"#).utf8)
        }
        var parts = text.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
        parts[3] = "AAAA" + parts[3]
        text = parts.joined(separator: ".")
        return Array(text.utf8)
    }

    private func source(_ vector: JSON) throws -> JWESource {
        let wrapping = vector["encrypting_key"]
        let content = vector["generated"]["cek"].octets ?? []
        let iv = try #require(vector["generated"]["iv"].octets)
        let wrapIV = wrapping["iv"].octets ?? []
        let salt = wrapping["salt"].octets ?? []
        let ephemeral = wrapping["epk"].isObject ? try JWK.Key(wrapping["epk"]).material : nil
        return JWESource(
            contentKey: { (_) throws(RandomFailure) in SecretBytes(content) },
            bytes: { (use, _) throws(RandomFailure) in
                switch use {
                case .iv: iv
                case .wrapIV: wrapIV
                case .salt: salt
                }
            },
            ephemeral: { (_) throws(PublicKeyFailure) in
                guard case .privateKey(let key)? = ephemeral else { throw .wrongKind }
                return key
            }, iterations: wrapping["iteration_count"].number)
    }
}
