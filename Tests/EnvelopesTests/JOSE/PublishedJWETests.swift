import Foundation
import Primitives
import Testing

@testable import Envelopes

/// Messages that a vendor published with their content keys, the key that wraps those being elsewhere.
@Suite(.enabled(if: JOSEVectors.runs, Comment(rawValue: JOSEVectors.absence)))
struct PublishedJWETests {
    @Test func contentOpensUnderTheGivenKey() throws {
        let entries = try #require(try JOSEVectors.read("body-ciphers.json")["published"].list)
            .filter { $0["jwe"].text != nil }
        #expect(entries.count >= 3)
        for entry in entries {
            let text = try entry["jwe"].utf8
            let message = try JWEMessage(text.span, format: .everything, trace: nil)
            let parameters = try JWEParameters(message.recipients[0], format: .everything)
            #expect(try entry["profile"].utf8 == Array("mastercard-jwe \(parameters.encryption.rawValue)".utf8))
            #expect(parameters.algorithm == .rsaOAEP256)
            let digits = try entry["cek_hex"].utf8
            let octets = SecretBuffer(capacity: 64)
            try Hex.decode(digits.span, into: octets)
            let plaintext = SecretBuffer(capacity: 64)
            try JWEContent(encryption: parameters.encryption, key: SecretBytes(octets.array))
                .open(message, into: plaintext)
            #expect(try plaintext.array == entry["plaintext_utf8"].utf8)
        }
    }
}
