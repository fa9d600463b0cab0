import Primitives
import Testing

private struct WebCryptoGroup: Decodable {
    enum Kind: String, Decodable { case webCrypto = "EcdhWebcryptoTest" }
    enum Encoding: String, Decodable { case webCrypto = "webcrypto" }

    let type: Kind
    let encoding: Encoding
    let curve: String
    let tests: [WebCryptoVector]
}

private struct WebCryptoVector: Decodable {
    let tcId: Int
    let flags: [ECDHFlag]
    let `public`, `private`: JWKParameters
    let shared: HexBytes
    let result: VectorResult
}

private struct ASN1Group: Decodable {
    enum Kind: String, Decodable { case ecdh = "EcdhTest" }
    enum Encoding: String, Decodable { case asn1 = "asn" }
    enum Curve: String, Decodable { case p256 = "secp256r1" }

    let type: Kind
    let encoding: Encoding
    let curve: Curve
    let tests: [ASN1Vector]
}

private struct ASN1Vector: Decodable {
    let tcId: Int
    let flags: [ECDHFlag]
    let `public`, `private`, shared: HexBytes
    let result: JudgedResult
}

private enum ECDHFlag: String, Decodable {
    case additionChain = "AdditionChain"
    case compressedPoint = "CompressedPoint"
    case compressedPublic = "CompressedPublic"
    case cve201710176 = "CVE_2017_10176"
    case cve20178932 = "CVE-2017-8932"
    case edgeCaseDoubling = "EdgeCaseDoubling"
    case edgeCaseEphemeralKey = "EdgeCaseEphemeralKey"
    case edgeCaseSharedSecret = "EdgeCaseSharedSecret"
    case invalidASN = "InvalidAsn"
    case invalidCompressedPublic = "InvalidCompressedPublic"
    case invalidCurveAttack = "InvalidCurveAttack"
    case invalidEncoding = "InvalidEncoding"
    case invalidPublic = "InvalidPublic"
    case largeCofactor = "LargeCofactor"
    case modifiedCofactor = "ModifiedCofactor"
    case modifiedCurveParameter = "ModifiedCurveParameter"
    case modifiedGenerator = "ModifiedGenerator"
    case modifiedGroup = "ModifiedGroup"
    case modifiedPrime = "ModifiedPrime"
    case modifiedPublicPoint = "ModifiedPublicPoint"
    case negativeCofactor = "NegativeCofactor"
    case noCofactor = "NoCofactor"
    case normal = "Normal"
    case unnamedCurve = "UnnamedCurve"
    case unusedParameter = "UnusedParam"
    case weakPublicKey = "WeakPublicKey"
    case wrongCurve = "WrongCurve"
    case wrongOrder = "WrongOrder"
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct ECDHVectorTests {
    @Test(arguments: ["ecdh_secp256r1_webcrypto", "ecdh_secp384r1_webcrypto", "ecdh_secp521r1_webcrypto"])
    func everyJWKAgreesOrIsRefused(name: String) throws {
        let file = try Wycheproof.read("\(name)_test.json", as: WebCryptoGroup.self)
        var run = 0
        for group in file.testGroups {
            let curve = try #require(PublicKeyKind.Curve(rawValue: group.curve))
            for vector in group.tests {
                run += 1
                switch vector.result {
                case .valid:
                    let key = try PrivateKey(jwk: vector.private)
                    #expect(key.kind == .ec(curve))
                    let secret = try key.agree(with: PublicKey(jwk: vector.public))
                    #expect(secret.array == vector.shared.bytes, "vector \(vector.tcId)")
                case .invalid:
                    #expect(throws: PublicKeyFailure.self, "vector \(vector.tcId)") {
                        try PrivateKey(jwk: vector.private).agree(with: PublicKey(jwk: vector.public))
                    }
                }
            }
        }
        #expect(run == file.numberOfTests)
    }

    @Test func everySubjectPublicKeyInfoAgreesOrIsRefused() throws {
        let file = try Wycheproof.read("ecdh_secp256r1_test.json", as: ASN1Group.self)
        var run = 0
        var acceptedOfAcceptable = 0
        for vector in file.testGroups.flatMap(\.tests) {
            run += 1
            let secret: SecretBytes?
            do throws(PublicKeyFailure) {
                let peer = try PublicKey(spki: vector.public.bytes)
                secret = try self.key(vector.private.bytes).agree(with: peer)
            } catch {
                secret = nil
                #expect(!vector.flags.contains(.unnamedCurve) || self.isOfCurve(error), "vector \(vector.tcId)")
            }
            switch vector.result {
            case .valid:
                #expect(secret?.array == vector.shared.bytes, "vector \(vector.tcId)")
            case .acceptable:
                // Nothing else than the right secret; curves without a name are all refused.
                #expect(secret == nil || secret?.array == vector.shared.bytes, "vector \(vector.tcId)")
                #expect(secret == nil || !vector.flags.contains(.unnamedCurve), "vector \(vector.tcId)")
                #expect(secret != nil || !vector.flags.contains(.compressedPublic), "vector \(vector.tcId)")
                acceptedOfAcceptable += secret == nil ? 0 : 1
            case .invalid:
                #expect(secret == nil, "vector \(vector.tcId)")
            }
        }
        // A compressed point, and 15 that libcrypto reads although they are not DER.
        #expect(acceptedOfAcceptable == 16)
        #expect(run == file.numberOfTests)
    }

    private func isOfCurve(_ failure: PublicKeyFailure) -> Bool {
        switch failure {
        case .unsupportedCurve, .unreadable, .inconsistent: true
        default: false
        }
    }

    /// A key of which only the private number is known, as RFC 5915 writes it.
    private func key(_ number: [UInt8]) throws(PublicKeyFailure) -> PrivateKey {
        let number = Array((Array(repeating: 0, count: 32) + number).suffix(32))
        let curve: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        return try PrivateKey(der: SecretBytes([0x30, 0x31, 2, 1, 1, 4, 32] + number + [0xA0, 10] + curve))
    }
}
