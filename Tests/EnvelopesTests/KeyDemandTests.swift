import Primitives
import Testing

@testable import Envelopes

@Suite struct KeyDemandTests {
    private static func jwe(_ management: [JWEKeyManagement], _ content: [JWEContentEncryption]) -> CipherProfile {
        CipherProfile(name: "x", format: .jwe(JWEFormat(keyManagement: management, contentEncryption: content)))
    }

    @Test(arguments: [
        (
            [JWEKeyManagement.dir], [JWEContentEncryption.a128CBCHS256, .a256CBCHS512],
            [KeyDemand.octets(32), .octets(64)]
        ),
        ([.rsaOAEP256, .rsaOAEP], [.a256GCM], [.rsa]),
        ([.ecdhES, .rsaOAEP], [.a256GCM], [.agreement, .rsa]),
        ([.a192GCMKW, .pbes2HS512A256KW], [.a128GCM], [.octets(24), .password]),
    ])
    func keyManagementDecidesOfJWE(
        management: [JWEKeyManagement], content: [JWEContentEncryption], demands: [KeyDemand]
    ) {
        #expect(Self.jwe(management, content).keyDemands == demands)
    }

    @Test func aSessionKeyIsWrappedUnderRSA() {
        var profile = CipherProfile(name: "x", algorithm: .aes128CBC)
        #expect(profile.keyDemands == [.symmetric])
        #expect(profile.takes(.octets))
        profile.sessionKey = SessionKeyRule(padding: .pkcs1, position: .prefix)
        #expect(profile.keyDemands == [.rsa])
        #expect(profile.takes(.privateKey(.rsa)))
        #expect(profile.takes(.publicKey(.rsa)))
        #expect(!profile.takes(.octets))
        #expect(!profile.takes(.privateKey(.ec)))
    }

    @Test func agreementIsOfECAndX25519() {
        let profile = Self.jwe([.ecdhESA256KW], [.a256GCM])
        #expect(profile.takes(.privateKey(.ec)))
        #expect(profile.takes(.publicKey(.x25519)))
        #expect(!profile.takes(.privateKey(.ed25519)))
        #expect(!profile.takes(.privateKey(.rsa)))
    }

    @Test func freshMaterialIsWhatIsDemanded() throws {
        let profile = Self.jwe([.dir, .pbes2HS256A128KW, .ecdhES], [.a192CBCHS384])
        for demand in profile.keyDemands {
            let material = try profile.freshMaterial(for: demand, bits: 2048, curve: .x25519)
            #expect(profile.takes(material.materialKind))
            switch demand {
            case .octets(let count): #expect(material.octets?.count == count)
            case .password: #expect(material.octets?.count == 43)
            default: #expect(material.summary == "X25519 private")
            }
        }
    }
}
