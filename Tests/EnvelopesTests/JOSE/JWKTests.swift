import Primitives
import Testing

@testable import Envelopes

struct JWKTests {
    private func read(_ json: String) throws(JWKFailure) -> JWK.Document {
        try JWK.read(SecretBytes(Array(json.utf8)))
    }

    private static let p256 =
        #""kty":"EC","crv":"P-256","x":"04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY","y":"UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw""#

    @Test func bindingIsRead() throws {
        let key = try self.read(
            #"{"kty":"oct","k":"AQIDAQIDAQIDAQIDAQIDAQIDAQIDAQID","kid":"a","alg":"A192KW","use":"enc","key_ops":["encrypt","decrypt"],"ext":true}"#
        ).keys[0]
        #expect(key.material.octets == SecretBytes(Array(repeating: [1, 2, 3], count: 8).flatMap { $0 }))
        let binding = KeyBinding(
            identifier: "a", algorithm: "A192KW", use: "enc", operations: ["encrypt", "decrypt"])
        #expect(key.binding == binding)
    }

    @Test(arguments: [
        ("", JWKFailure.notJSON), ("[]", .notJSON), (#"{"kty":"oct","k":"AQID","k":"AQID"}"#, .notJSON),
        (#"{"k":"AQID"}"#, .member("kty")), (#"{"kty":7,"k":"AQID"}"#, .malformed("kty")),
        (#"{"kty":"DSA"}"#, .unknownType("DSA")), (#"{"kty":"OCT","k":"AQID"}"#, .unknownType("OCT")),
        (#"{"kty":"oct"}"#, .member("k")), (#"{"kty":"oct","k":""}"#, .member("k")),
        (#"{"kty":"oct","k":"AQID=="}"#, .malformed("k")), (#"{"kty":"oct","k":"A"}"#, .malformed("k")),
        (#"{"kty":"oct","k":"AQ\nID"}"#, .malformed("k")), (#"{"kty":"oct","k":"+/+/"}"#, .malformed("k")),
        (#"{"kty":"oct","k":"AQID","kid":1}"#, .malformed("kid")),
        (#"{"kty":"oct","k":"AQID","key_ops":"sign"}"#, .malformed("key_ops")),
        (#"{"kty":"oct","k":"AQID","key_ops":["sign","sign"]}"#, .inconsistentUse),
        (#"{"kty":"oct","k":"AQID","use":"enc","key_ops":["sign"]}"#, .inconsistentUse),
        (#"{"kty":"oct","k":"AQID","use":"sig","key_ops":["verify","decrypt"]}"#, .inconsistentUse),
        (#"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}"#, .member("x")),
        (#"{"kty":"EC","crv":"P-192","x":"AQ","y":"AQ"}"#, .key(.unsupportedCurve("P-192"))),
        (#"{"kty":"OKP","crv":"Ed25519","x":"AQ"}"#, .member("x")),
        (#"{"kty":"RSA","e":"AQAB"}"#, .member("n")), (#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#, .key(.rsaLength(1))),
        (#"{"kty":"RSA","n":"AQ","e":"AQAB","d":"AQ","oth":[]}"#, .key(.multiplePrimes)),
        (#"{"kty":"E\u212A","k":"AQID"}"#, .malformed("kty")),
        (#"{"kty":"oct","k":"AQID","alg":"A\u212AW"}"#, .malformed("alg")),
        (#"{"kty":"oct","k":"AQID","kid":""}"#, .unprintable("kid")),
        (#"{"kty":"oct","k":"AQID","kid":"a\nb"}"#, .unprintable("kid")),
        (#"{"kty":"oct","k":"AQID","kid":"a\u2028b"}"#, .unprintable("kid")),
        (#"{"kty":"oct","k":"AQID","alg":""}"#, .unprintable("alg")),
        (#"{"kty":"oct","k":"AQID","use":"\u0000"}"#, .unprintable("use")),
        (#"{"kty":"oct","k":"AQID","key_ops":["sign","\u001b[2J"]}"#, .unprintable("key_ops")),
        (#"{"kty":"oct","k":"AQID","alg":"A256GCM"}"#, .octetsLength(algorithm: "A256GCM", found: 3, needed: 32)),
        (#"{"kty":"oct","k":"AQID","alg":"A256KW"}"#, .octetsLength(algorithm: "A256KW", found: 3, needed: 32)),
        (#"{"kty":"oct","k":"AQID","alg":"A128GCMKW"}"#, .octetsLength(algorithm: "A128GCMKW", found: 3, needed: 16)),
        (
            #"{"kty":"oct","k":"AQID","alg":"A256CBC-HS512"}"#,
            .octetsLength(algorithm: "A256CBC-HS512", found: 3, needed: 64)
        ),
        (#"{"keys":[]}"#, .noKeys(skipped: [])), (#"{"keys":{}}"#, .malformed("keys")), (#"{}"#, .member("kty")),
        (#"{"keys":[{"kty":"oct","k":"AQ=="}]}"#, .inSet(1, .malformed("k"))),
    ])
    func documentIsRefused(_ json: String, _ failure: JWKFailure) {
        #expect(throws: failure) { try self.read(json) }
    }

    @Test func coordinatesKeepTheirLeadingZeros() throws {
        #expect(throws: Never.self) { try self.read("{\(Self.p256)}") }
        // A zero more, and the point with another coordinate.
        for json in [
            Self.p256.replacing(#""x":""#, with: #""x":"AAAA"#), Self.p256.replacing(#""x":"0"#, with: #""x":"1"#),
        ] {
            #expect(throws: JWKFailure.self) { try self.read("{\(json)}") }
        }
    }

    @Test func privateHalfMustBelongToThePublicOne() throws {
        let other = String(repeating: "A", count: 42) + "E"
        #expect(throws: JWKFailure.key(.inconsistent)) { try self.read(#"{\#(Self.p256),"d":"\#(other)"}"#) }
    }

    @Test func setSkipsWhatItCannotUse() throws {
        let document = try self.read(
            #"{"keys":[{"kty":"new"},{"kty":"EC","crv":"secp256k1","x":"AQ","y":"AQ"},{\#(Self.p256),"kid":"a"}]}"#)
        #expect(document.keys.map(\.binding.identifier) == ["a"])
        #expect(document.skipped.count == 2)
        #expect(document.skipped.first?.hasPrefix("key 1: \"kty\" is \"new\"") == true)
    }

    @Test func setIsRefusedWhole() {
        let octets = #"{"kty":"oct","k":"AQID","kid":"a"}"#
        #expect(throws: JWKFailure.repeatedIdentifier("a")) { try self.read(#"{"keys":[\#(octets),\#(octets)]}"#) }
        #expect(throws: JWKFailure.mixedSecrecy) { try self.read(#"{"keys":[\#(octets),{\#(Self.p256)}]}"#) }
        let many = Array(repeating: #"{"kty":"oct","k":"AQID"}"#, count: 129).joined(separator: ",")
        #expect(throws: JWKFailure.tooManyKeys(limit: 128)) { try self.read(#"{"keys":[\#(many)]}"#) }
    }

    /// RFC 7638 § 3.1 and RFC 8037 appendix A.3.
    @Test(arguments: [
        (
            #"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"}"#,
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        ),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        ),
    ])
    func thumbprintIsThePublishedOne(_ json: String, _ thumbprint: String) throws {
        let key = try self.read(json).keys[0]
        guard case .publicKey(let publicKey) = key.material else {
            Issue.record("not a public key")
            return
        }
        #expect(JWK.thumbprint(publicKey) == thumbprint)
    }

    @Test(arguments: [PublicKeyKind.rsa(bits: 2048), .ec(.p256), .ec(.p384), .ec(.p521), .x25519, .ed25519])
    func keyIsReadAsItWasWritten(_ kind: PublicKeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let binding = KeyBinding(identifier: "a \"b\" \\ é", use: "enc", operations: ["unwrapKey", "deriveKey"])
        let written = try #require(JWK.write(.privateKey(key), binding, publicOnly: false))
        let again = try #require(try JWK.read(written).keys.first)
        guard case .privateKey(let read) = again.material else {
            Issue.record("not a private key")
            return
        }
        #expect(read.pkcs8 == key.pkcs8 && again.binding == binding)
        let half = try #require(JWK.write(.privateKey(key), binding, publicOnly: true))
        let publicHalf = try #require(try JWK.read(half).keys.first)
        guard case .publicKey(let publicKey) = publicHalf.material else {
            Issue.record("not a public key")
            return
        }
        #expect(publicKey.spki == key.publicKey.spki && publicHalf.binding.operations == ["wrapKey"])
    }

    @Test func publicSetHasNoSecretAndTheActiveVersionFirst() throws {
        let first = try PrivateKey.generate(.ec(.p256))
        let second = try PrivateKey.generate(.ed25519)
        let keys = [
            NamedKey(
                name: "pair",
                versions: [
                    KeyVersion(
                        number: 1, state: .accepting, createdAt: 0, activatedAt: 0, material: .privateKey(first)),
                    KeyVersion(number: 2, state: .active, createdAt: 0, activatedAt: 0, material: .privateKey(second)),
                    KeyVersion(number: 3, state: .staged, createdAt: 0, activatedAt: nil, material: .privateKey(first)),
                ]), NamedKey(octets: [1, 2, 3]),
        ]
        let set = JWK.publicSet(of: keys)
        let read = try JWK.read(set).keys
        #expect(read.map(\.binding.identifier) == [second, first].map { JWK.thumbprint($0.publicKey) })
        #expect(!String(decoding: set.array, as: UTF8.self).contains(#""d":"#))
        #expect(JWK.writeSet([], publicOnly: true).array == Array(#"{"keys":[]}"#.utf8))
    }
}
