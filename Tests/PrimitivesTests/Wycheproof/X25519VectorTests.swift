import Primitives
import Testing

private struct JWKGroup: Decodable {
    enum Kind: String, Decodable { case agreement = "XdhJwkComp" }

    let type: Kind
    let curve: XDHCurve
    let tests: [JWKVector]
}

private struct JWKVector: Decodable {
    let tcId: Int
    let flags: [XDHFlag]
    let `public`, `private`: JWKParameters
    let shared: HexBytes
    let result: JudgedResult
}

private struct RawGroup: Decodable {
    enum Kind: String, Decodable { case agreement = "XdhComp" }

    let type: Kind
    let curve: XDHCurve
    let tests: [RawVector]
}

private struct RawVector: Decodable {
    let tcId: Int
    let flags: [XDHFlag]
    let `public`, `private`, shared: HexBytes
    let result: JudgedResult
}

private enum XDHCurve: String, Decodable { case curve25519 }

private enum XDHFlag: String, Decodable {
    case edgeCaseMultiplication = "EdgeCaseMultiplication"
    case edgeCasePrivateKey = "EdgeCasePrivateKey"
    case edgeCaseShared = "EdgeCaseShared"
    case invalidPublic = "InvalidPublic"
    case known = "Ktv"
    case lowOrderPublic = "LowOrderPublic"
    case nonCanonicalPublic = "NonCanonicalPublic"
    case normal = "Normal"
    case smallPublicKey = "SmallPublicKey"
    case specialPublicKey = "SpecialPublicKey"
    case twist = "Twist"
    case zeroSharedSecret = "ZeroSharedSecret"
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct X25519VectorTests {
    /// Of what is acceptable, only a secret of zeros is refused (RFC 7748 § 6.1, RFC 8037 § 3.2.1).
    private func isRefused(_ result: JudgedResult, _ flags: [XDHFlag]) -> PublicKeyFailure? {
        result == .acceptable && flags.contains(.zeroSharedSecret) ? .smallOrderPoint : nil
    }

    @Test func everyJWKAgreesOrIsRefused() throws {
        let file = try Wycheproof.read("x25519_jwk_test.json", as: JWKGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            guard vector.result != .invalid else {
                #expect(throws: PublicKeyFailure.self, "vector \(vector.tcId)") {
                    try PrivateKey(jwk: vector.private).agree(with: PublicKey(jwk: vector.public))
                }
                continue
            }
            let key = try PrivateKey(jwk: vector.private)
            try self.check(vector.tcId, key, vector.shared, self.isRefused(vector.result, vector.flags)) {
                try PublicKey(jwk: vector.public)
            }
        }
    }

    @Test func everyPairOfRawKeysAgreesOrIsRefused() throws {
        let file = try Wycheproof.read("x25519_test.json", as: RawGroup.self)
        let vectors = file.testGroups.flatMap(\.tests)
        #expect(vectors.count == file.numberOfTests)
        for vector in vectors {
            #expect(vector.result != .invalid)
            // RFC 8410 § 7 and § 4.
            let pkcs8 = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x6E, 4, 0x22, 4, 0x20] + vector.private.bytes
            let spki = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x6E, 3, 0x21, 0] + vector.public.bytes
            let key = try PrivateKey(pkcs8: SecretBytes(pkcs8))
            try self.check(vector.tcId, key, vector.shared, self.isRefused(vector.result, vector.flags)) {
                try PublicKey(spki: spki)
            }
        }
    }

    private func check(
        _ number: Int, _ key: PrivateKey, _ shared: HexBytes, _ refusal: PublicKeyFailure?,
        peer: () throws -> PublicKey
    ) throws {
        #expect(key.kind == .x25519)
        if let refusal {
            #expect(throws: refusal, "vector \(number)") { try peer() }
        } else {
            #expect(try key.agree(with: peer()).array == shared.bytes, "vector \(number)")
        }
    }
}
