import Testing

@testable import Envelopes

@Suite struct CipherProfileTests {
    @Test func builtInProfilesAreWhatJavaClientsSend() {
        let gcm = CipherProfile.builtIn.first { $0.name == "aes-256-gcm" }
        let cbc = CipherProfile.builtIn.first { $0.name == "aes-192-cbc" }
        #expect(gcm?.ivLength == 12)
        #expect(gcm?.algorithm.keyLength == 32)
        #expect(gcm?.isAuthenticated == true)
        #expect(cbc?.ivLength == 16)
        #expect(cbc?.algorithm.keyLength == 24)
        #expect(cbc?.isAuthenticated == false)
    }

    @Test func fieldsMakeAProfile() throws {
        let profile = try CipherProfile(
            name: "partner",
            fields: [
                ("algorithm", "aes-128-gcm"), ("iv-length", "16"), ("encoding", "hex-upper"), ("key-encoding", "hex"),
                ("key-derivation", "sha256"), ("iv", "prefix"), ("tag", "suffix"), ("padding", "pkcs7"),
            ])
        #expect(
            profile
                == CipherProfile(
                    name: "partner", algorithm: .aes128GCM, ivLength: 16, encoding: .hexUpper, keyEncoding: .hex,
                    keyDerivation: .sha256))
    }

    @Test(
        arguments: [
            ([("padding", "pkcs7")], nil, "names no algorithm"),
            ([("algorithm", "aes-512-gcm")], "algorithm", "aes-512-gcm"),
            ([("algorithm", "aes-256-gcm"), ("iv-length", "8")], "iv-length", "12 or 16"),
            ([("algorithm", "aes-256-cbc"), ("iv-length", "12")], "iv-length", "is 16"),
            ([("algorithm", "aes-256-cbc"), ("padding", "zero")], "padding", "not carried out"),
            ([("algorithm", "aes-256-gcm"), ("aad", "x")], "aad", "not carried out"),
            ([("algorithm", "aes-256-gcm"), ("colour", "x")], "colour", "unknown profile field"),
        ] as [([(String, String)], String?, String)])
    func faultyFieldsAreRefusedByName(fields: [(String, String)], field: String?, words: String) {
        let failure = #expect(throws: ProfileFailure.self) {
            try CipherProfile(name: "p", fields: fields.map { (name: $0.0, value: $0.1) })
        }
        #expect(failure?.field == field)
        #expect(failure?.message.contains(words) == true)
    }
}
