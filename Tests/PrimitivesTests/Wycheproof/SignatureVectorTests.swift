import Primitives
import Testing

private struct SignatureGroup: Decodable {
    enum Kind: String, Decodable {
        case ecdsa = "EcdsaP1363Verify"
        case eddsa = "EddsaVerify"
    }

    let type: Kind
    let sha: VectorHash?
    let publicKeyDer: HexBytes
    let publicKeyPem: String
    let publicKeyJwk: JWKParameters?
    let tests: [SignatureVector]
}

private struct SignatureVector: Decodable {
    enum Flag: String, Decodable {
        case arithmeticError = "ArithmeticError"
        case compressedSignature = "CompressedSignature"
        case edgeCasePublicKey = "EdgeCasePublicKey"
        case edgeCaseShamirMultiplication = "EdgeCaseShamirMultiplication"
        case integerOverflow = "IntegerOverflow"
        case invalidEncoding = "InvalidEncoding"
        case invalidKnown = "InvalidKtv"
        case invalidSignature = "InvalidSignature"
        case known = "Ktv"
        case modifiedInteger = "ModifiedInteger"
        case modularInverse = "ModularInverse"
        case pointDuplication = "PointDuplication"
        case rangeCheck = "RangeCheck"
        case signatureMalleability = "SignatureMalleability"
        case signatureSize = "SignatureSize"
        case signatureWithGarbage = "SignatureWithGarbage"
        case smallRandS = "SmallRandS"
        case specialCaseHash = "SpecialCaseHash"
        case tinkOverflow = "TinkOverflow"
        case truncatedSignature = "TruncatedSignature"
        case valid = "Valid"
        case validSignature = "ValidSignature"
    }

    let tcId: Int
    let flags: [Flag]
    let msg, sig: HexBytes
    let result: VectorResult
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct SignatureVectorTests {
    @Test(arguments: ["ecdsa_secp256r1_sha256_p1363", "ed25519"])
    func everySignatureIsGoodOrNot(name: String) throws {
        let file = try Wycheproof.read("\(name)_test.json", as: SignatureGroup.self)
        var run = 0
        for group in file.testGroups {
            let algorithm = try self.algorithm(of: group)
            var keys = [try PublicKey(spki: group.publicKeyDer.bytes), try PublicKey(group.publicKeyPem)]
            if let jwk = group.publicKeyJwk { keys.append(try PublicKey(jwk: jwk)) }
            for key in keys { #expect(key.spki == group.publicKeyDer.bytes) }
            for vector in group.tests {
                for key in keys {
                    let verified = key.verify(vector.sig.bytes, of: vector.msg.bytes, algorithm)
                    #expect(verified == (vector.result == .valid), "vector \(vector.tcId)")
                }
                run += 1
            }
        }
        #expect(run == file.numberOfTests)
    }

    private func algorithm(of group: SignatureGroup) throws -> SignatureAlgorithm {
        switch group.type {
        case .ecdsa: .ecdsa(try #require(group.sha?.algorithm))
        case .eddsa: .ed25519
        }
    }
}
