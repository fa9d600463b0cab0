import Primitives
import Testing

@testable import Envelopes

/// Keys of the right form that are none.
struct JWKRefusalTests {
    private func read(_ json: String) throws(JWKFailure) -> JWK.Document {
        try JWK.read(SecretBytes(Array(json.utf8)))
    }

    private func text(_ octets: [UInt8]) -> String { String(decoding: JOSEText.encoded(octets), as: UTF8.self) }

    private static let zeros = [UInt8](repeating: 0, count: 31)
    private static let high = [UInt8](repeating: 0xFF, count: 30) + [0x7F]

    /// RFC 7748 § 6.1 and the list that its § 7 speaks of; numbers beyond p as well.
    @Test(arguments: [
        [0] + zeros, [1] + zeros, [0xEC] + high, [0xED] + high, [0xEE] + high,
        [
            0xE0, 0xEB, 0x7A, 0x7C, 0x3B, 0x41, 0xB8, 0xAE, 0x16, 0x56, 0xE3, 0xFA, 0xF1, 0x9F, 0xC4, 0x6A, 0xDA,
            0x09, 0x8D, 0xEB, 0x9C, 0x32, 0xB1, 0xFD, 0x86, 0x62, 0x05, 0x16, 0x5F, 0x49, 0xB8, 0x00,
        ],
    ])
    func smallOrderOfX25519IsRefused(_ point: [UInt8]) {
        for top in [UInt8(0), 0x80] {
            let x = self.text(Array(point.prefix(31)) + [point[31] | top])
            #expect(throws: JWKFailure.key(.smallOrderPoint)) {
                try self.read(#"{"kty":"OKP","crv":"X25519","x":"\#(x)"}"#)
            }
        }
    }

    @Test(arguments: [
        [0] + zeros, [1] + zeros, [0xEC] + high, [0xED] + high, [0xEE] + high,
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5,
            0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A,
            0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ])
    func smallOrderOfEd25519IsRefused(_ point: [UInt8]) {
        for sign in [UInt8(0), 0x80] {
            let x = self.text(Array(point.prefix(31)) + [point[31] | sign])
            #expect(throws: JWKFailure.key(.smallOrderPoint)) {
                try self.read(#"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#)
            }
        }
    }

    @Test func exponentsOfAnotherModulusAreRefused() throws {
        var octets = try SecretBytes.random(count: 1024).array
        octets[0] |= 0x80
        octets[1023] |= 1
        let exponent = try SecretBytes.random(count: 1023).array
        let json = #"{"kty":"RSA","n":"\#(self.text(octets))","e":"AQAB","d":"\#(self.text(exponent))"}"#
        #expect(throws: JWKFailure.key(.inconsistent)) { try self.read(json) }
    }

    @Test func membersOfADocumentAreCounted() throws {
        let more = (0..<16).map { #""x\#($0)":\#($0)"# }.joined(separator: ",")
        let keys = Array(repeating: #"{"kty":"oct","k":"AQID",\#(more)}"#, count: 128).joined(separator: ",")
        #expect(try self.read(#"{"keys":[\#(keys)]}"#).keys.count == 128)
        let many = (0..<JOSELimits.keyMembers).map { #""x\#($0)":0"# }.joined(separator: ",")
        #expect(throws: JWKFailure.notJSON) { try self.read(#"{"kty":"oct","k":"AQID",\#(many)}"#) }
    }
}
