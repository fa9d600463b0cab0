import Primitives
import Testing

struct JWKParameterTests {
    @Test func anRSAKeyOfThreeNumbersHasItsPrimesFound() throws {
        for bits in [2048, 3072] {
            let key = try PrivateKey.generate(.rsa(bits: bits))
            var jwk = key.jwkParameters()
            for name in ["p", "q", "dp", "dq", "qi"] { jwk.values[name] = nil }
            #expect(try PrivateKey(jwk: jwk).jwkParameters() == key.jwkParameters())
        }
    }

    @Test(arguments: ["n", "d", "p", "q", "dp", "dq", "qi"])
    func aNumberThatDoesNotBelongIsRefused(member: String) throws {
        var jwk = try Self.rsa()
        let octets = try #require(jwk.values[member]).array
        // The number before or after, still odd where it was: nothing but the checks of consistency sees it.
        jwk.values[member] = SecretBytes(octets.dropLast() + [octets[octets.count - 1] ^ 2])
        #expect(throws: PublicKeyFailure.inconsistent) { try PrivateKey(jwk: jwk) }
    }

    @Test func exponentsThatDoNotBelongFindNoPrimes() throws {
        var jwk = try Self.rsa()
        let octets = try #require(jwk.values["d"]).array
        jwk.values["d"] = SecretBytes(octets.dropLast() + [octets[octets.count - 1] ^ 2])
        for name in ["p", "q", "dp", "dq", "qi"] { jwk.values[name] = nil }
        #expect(throws: PublicKeyFailure.inconsistent) { try PrivateKey(jwk: jwk) }
        jwk.values["d"] = SecretBytes([1])
        #expect(throws: PublicKeyFailure.inconsistent) { try PrivateKey(jwk: jwk) }
    }

    @Test func partOfThePrimesIsRefusedAndSoAreMoreThanTwo() throws {
        for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
            var jwk = try Self.rsa()
            jwk.values[name] = nil
            #expect(throws: PublicKeyFailure.jwkMember(name)) { try PrivateKey(jwk: jwk) }
            jwk.values[name] = SecretBytes([])
            #expect(throws: PublicKeyFailure.jwkMember(name)) { try PrivateKey(jwk: jwk) }
        }
        var jwk = try Self.rsa()
        jwk.values["oth"] = SecretBytes([])
        #expect(throws: PublicKeyFailure.multiplePrimes) { try PrivateKey(jwk: jwk) }
    }

    @Test func leadingZerosOfRSAAreReadAndNotWritten() throws {
        let jwk = try Self.rsa()
        var padded = jwk
        for (name, octets) in jwk.values { padded.values[name] = SecretBytes([0] + octets.array) }
        #expect(try PrivateKey(jwk: padded).jwkParameters() == jwk)
    }

    @Test func numbersOfAnyLengthCostNothing() throws {
        var jwk = try Self.rsa()
        jwk.values["n"] = SecretBytes([UInt8](repeating: 0xFF, count: 1_000_000))
        #expect(throws: PublicKeyFailure.rsaLength(8_000_000)) { try PublicKey(jwk: jwk) }
        jwk.values["n"] = SecretBytes([UInt8](repeating: 0xFF, count: 2000))
        #expect(throws: PublicKeyFailure.rsaLength(16000)) { try PublicKey(jwk: jwk) }
    }

    @Test(arguments: [PublicKeyKind.ec(.p256), .ec(.p384), .ec(.p521), .x25519, .ed25519])
    func membersOfCurvesHaveTheirLengthAndBelongTogether(kind: PublicKeyKind) throws {
        let jwk = try PrivateKey.generate(kind).jwkParameters()
        let other = try PrivateKey.generate(kind).jwkParameters()
        for name in jwk.values.keys {
            let octets = try #require(jwk.values[name]).array
            for wrong in [Array(octets.dropLast()), [0] + octets, []] {
                var changed = jwk
                changed.values[name] = SecretBytes(wrong)
                #expect(throws: PublicKeyFailure.jwkMember(name)) { try PrivateKey(jwk: changed) }
            }
            var changed = jwk
            changed.values[name] = nil
            #expect(throws: PublicKeyFailure.jwkMember(name)) { try PrivateKey(jwk: changed) }
            changed.values[name] = other.values[name]
            #expect(throws: PublicKeyFailure.inconsistent) { try PrivateKey(jwk: changed) }
        }
        var changed = jwk
        changed.crv = nil
        #expect(throws: PublicKeyFailure.jwkMember("crv")) { try PublicKey(jwk: changed) }
        changed.crv = "secp256k1"
        #expect(throws: PublicKeyFailure.unsupportedCurve("secp256k1")) { try PublicKey(jwk: changed) }
        changed.kty = "oct"
        #expect(throws: PublicKeyFailure.jwkType("oct")) { try PrivateKey(jwk: changed) }
    }

    @Test(arguments: [PublicKeyKind.Curve.p256, .p384, .p521])
    func aPrivateNumberOutOfItsRangeIsRefused(curve: PublicKeyKind.Curve) throws {
        var jwk = try PrivateKey.generate(.ec(curve)).jwkParameters()
        let length = curve.coordinateLength
        for octet: UInt8 in [0, 0xFF] {
            jwk.values["d"] = SecretBytes([UInt8](repeating: octet, count: length))
            #expect(throws: PublicKeyFailure.inconsistent) { try PrivateKey(jwk: jwk) }
        }
    }

    private static let key = Result { try PrivateKey.generate(.rsa(bits: 2048)) }

    private static func rsa() throws -> JWKParameters {
        try self.key.get().jwkParameters()
    }
}
