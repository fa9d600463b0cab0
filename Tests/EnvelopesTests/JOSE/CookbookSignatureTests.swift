import Foundation
import Primitives
import Testing

@testable import Envelopes

/// The signed messages of the cookbook of RFC 7520, 7797 and 8037. Only compact signatures of four algorithms are read:
/// of each other file it is said why it is refused, and that it is.
@Suite(.enabled(if: JOSEVectors.runs, Comment(rawValue: JOSEVectors.absence)))
struct CookbookSignatureTests {
    private enum Expectation {
        /// The same key and payload always give the same signature.
        case verifiesAndSigns
        case refused(String)
    }

    private static let cases: [String: Expectation] = [
        "jws/4_1.rsa_v15_signature.json": .verifiesAndSigns,
        "jws/4_2.rsa-pss_signature.json": .refused("PS384 is not offered"),
        "jws/4_3.ecdsa_signature.json": .refused("ES512 is not offered"),
        "jws/4_4.hmac-sha2_integrity_protection.json": .refused("HS256 is not offered"),
        "jws/4_5.signature_with_detached_content.json": .refused("HS256 and detached payloads are not offered"),
        "jws/4_6.protecting_specific_header_fields.json": .refused("it has no compact serialisation"),
        "jws/4_7.protecting_content_only.json": .refused("it has no compact serialisation"),
        "jws/4_8.multiple_signatures.json": .refused("it has no compact serialisation"),
        "curve25519/jws.json": .verifiesAndSigns,
        "rfc7797/4.2.hmac-sha2_b64_false.json": .refused("payloads that are not encoded are refused"),
        "rfc7797/hmac-sha2_b64_false.json": .refused("payloads that are not encoded are refused"),
    ]

    @Test func everyFileIsKnown() throws {
        var files: [String] = []
        for folder in ["jws", "curve25519", "rfc7797"] {
            files += try JOSEVectors.names(in: "jose-cookbook/\(folder)").map { "\(folder)/\($0)" }
        }
        // The one encrypted message in these folders is CookbookEncryptionTests'.
        #expect(files.filter { $0 != "curve25519/ecdh-es.json" }.sorted() == Self.cases.keys.sorted())
    }

    @Test(arguments: cases.keys.sorted()) func messageIsReadOrRefused(_ name: String) throws {
        let vector = try JOSEVectors.read("jose-cookbook/\(name)")
        let messages =
            [vector["output"]["compact"].text.map { Array($0.utf8) }].compactMap { $0 }
            + [vector["output"]["json"], vector["output"]["json_flat"]].filter(\.isObject).map(\.bytes)
        switch try #require(Self.cases[name]) {
        case .refused(let reason):
            #expect(!reason.isEmpty && !messages.isEmpty)
            let cipher = try self.cipher(vector["input"]["key"].list?.first ?? vector["input"]["key"])
            for message in messages {
                #expect(throws: BodyOpenFailure.signature) {
                    try cipher.unwrap(message.span, into: SecretBuffer(capacity: 0), trace: nil)
                }
            }
        case .verifiesAndSigns:
            let cipher = try self.cipher(vector["input"]["key"])
            let payload = SecretBuffer(capacity: 0)
            let message = messages[0]
            try cipher.unwrap(message.span, into: payload, trace: nil)
            #expect(try payload.array == vector["input"]["payload"].utf8)
            let signed = SecretBuffer(capacity: 0)
            try cipher.wrap(payload.array.span, into: signed, trace: nil)
            let signature = message.split(separator: UInt8(ascii: "."))[2]
            // A key without a kid is named by its thumbprint here, and not in the file.
            if vector["input"]["key"]["kid"].text != nil { #expect(signed.array == message) }
            #expect(signed.array.split(separator: UInt8(ascii: "."))[2].count == signature.count)
        }
    }

    private func cipher(_ key: JSON) throws -> SignatureCipher {
        let key = NamedKey([try JWK.Key(key)])
        var keys = CipherKeys(main: key)
        keys.verification = key
        keys.signing = key
        return SignatureCipher(rule: SignatureRule(algorithms: JWSAlgorithm.allCases), keys: keys)
    }
}
