import Foundation
import Primitives
import Testing

@testable import Envelopes

/// Every key of the cookbook of RFC 7520 is read, and written again with the same members.
@Suite(.enabled(if: JOSEVectors.runs, Comment(rawValue: JOSEVectors.absence)))
struct CookbookKeyTests {
    private static let files = [
        "3_1.ec_public_key.json", "3_2.ec_private_key.json", "3_3.rsa_public_key.json", "3_4.rsa_private_key.json",
        "3_5.symmetric_key_mac_computation.json", "3_6.symmetric_key_encryption.json",
    ]

    @Test func everyFileIsKnown() throws {
        #expect(try JOSEVectors.names(in: "jose-cookbook/jwk") == Self.files)
    }

    @Test(arguments: files) func keyIsWrittenAsItWasRead(_ name: String) throws {
        let vector = try JOSEVectors.read("jose-cookbook/jwk/\(name)")
        let key = try JWK.Key(vector)
        let written = try #require(JWK.write(key.material, key.binding, publicOnly: false))
        let again = JSON(try JSONSerialization.jsonObject(with: Data(written.array)))
        #expect(again.names == vector.names)
        for member in vector.names { #expect(again[member].text == vector[member].text, "\(member)") }
    }

    @Test(arguments: ["3_2.ec_private_key.json", "3_4.rsa_private_key.json"])
    func publicHalfHasNoPrivateMember(_ name: String) throws {
        let vector = try JOSEVectors.read("jose-cookbook/jwk/\(name)")
        let key = try JWK.Key(vector)
        let written = try #require(JWK.write(key.material, key.binding, publicOnly: true))
        let half = JSON(try JSONSerialization.jsonObject(with: Data(written.array)))
        #expect(half.names == vector.names.subtracting(JWKParameters.privateMembers))
        guard case .publicKey = try JWK.Key(half).material else {
            Issue.record("not a public key")
            return
        }
    }
}
