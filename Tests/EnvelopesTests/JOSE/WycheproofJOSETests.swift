import Foundation
import Primitives
import Testing

@testable import Envelopes

/// Wycheproof's vectors of JSON Web Keys and Signatures, all cases: verified, refused, or valid and out of scope.
@Suite(.enabled(if: JOSEVectors.runs, Comment(rawValue: JOSEVectors.absence)))
struct WycheproofJOSETests {
    /// What is valid in the files and refused here, by algorithm of the header.
    private static let outOfScope: [String: String] = [
        "HS256": "HMAC signatures are not offered", "HS384": "HMAC signatures are not offered",
        "HS512": "HMAC signatures are not offered", "RS384": "only SHA-256 is offered",
        "RS512": "only SHA-256 is offered", "PS384": "only SHA-256 is offered", "PS512": "only SHA-256 is offered",
        "ES512": "only P-256 is offered",
    ]

    @Test(arguments: [("json_web_key_test.json", "JsonWebKey"), ("json_web_signature_test.json", "JsonWebSignature")])
    func everyCaseGivesWhatItShould(_ file: String, _ type: String) throws {
        let vectors = try JOSEVectors.read("wycheproof/\(file)")
        var counts = (verified: 0, refused: 0, outOfScope: 0)
        for group in try #require(vectors["testGroups"].list) {
            try #require(group["type"].text == type)
            let keys = group["public"].isObject ? group["public"] : group["private"]
            for vector in try #require(group["tests"].list) {
                let identifier = try #require(vector["tcId"].number)
                let verifies = try self.verifies(vector, with: keys)
                switch try #require(vector["result"].text) {
                case "valid" where verifies: counts.verified += 1
                case "valid":
                    let algorithm = try #require(try self.algorithm(of: vector))
                    #expect(Self.outOfScope[algorithm] != nil, "case \(identifier): \(algorithm)")
                    counts.outOfScope += 1
                case "invalid":
                    #expect(!verifies, "case \(identifier)")
                    counts.refused += 1
                default: Issue.record("case \(identifier): a result that is not understood")
                }
            }
        }
        #expect(counts.verified + counts.refused + counts.outOfScope == vectors["numberOfTests"].number)
        #expect(counts.verified == (type == "JsonWebKey" ? 1 : 16))
    }

    private func verifies(_ vector: JSON, with keys: JSON) throws -> Bool {
        // The signature of the flattened and general serialisations is not offered: such a case is not text.
        guard let message = vector["jws"].text else { return false }
        guard let document = try? JWK.read(SecretBytes(keys.bytes)) else { return false }
        var cipherKeys = CipherKeys(main: NamedKey(name: "none"))
        cipherKeys.verification = NamedKey(document.keys)
        let cipher = SignatureCipher(rule: SignatureRule(algorithms: JWSAlgorithm.allCases), keys: cipherKeys)
        return (try? cipher.unwrap(Array(message.utf8).span, into: SecretBuffer(capacity: 0), trace: nil)) != nil
    }

    private func algorithm(of vector: JSON) throws -> String? {
        let header = vector["jws"].text?.split(separator: ".").first.map { JSON(String($0).replacing("?", with: "")) }
        guard let octets = header?.octets else { return nil }
        return JSON(try JSONSerialization.jsonObject(with: Data(octets)))["alg"].text
    }
}
