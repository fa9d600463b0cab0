import Primitives

@testable import Envelopes

/// Messages as somebody else might write them, right or wrong: any header, sealed under a shared key with A128GCM.
struct JWEMaker {
    static let key = Array(repeating: UInt8(9), count: 16)
    static let plaintext = Array("plaintext".utf8)

    var protected: String? = #"{"alg":"dir","enc":"A128GCM"}"#
    var iv: [UInt8] = Array(repeating: 3, count: 12)
    var encryptedKey: [UInt8] = []
    var plaintext = JWEMaker.plaintext
    var associated: String?

    /// Parts in base64url.
    func parts() throws -> [String] {
        let header = self.protected.map { self.encoded(Array($0.utf8)) } ?? ""
        let authenticated = Array((self.associated.map { "\(header).\($0)" } ?? header).utf8)
        var sealed: [UInt8] = []
        try AESGCM(key: SecretBytes(Self.key), ivLength: self.iv.count)
            .seal(self.plaintext.span, iv: self.iv.span, aad: authenticated.span, into: &sealed)
        return [
            header, self.encoded(self.encryptedKey), self.encoded(self.iv), self.encoded(sealed.dropLast(16)),
            self.encoded(sealed.suffix(16)),
        ]
    }

    func compact() throws -> [UInt8] { try Array(self.parts().joined(separator: ".").utf8) }

    /// - Parameter members: JSON text of members beside `iv`, `ciphertext` and `tag`.
    func json(_ members: [String]) throws -> [UInt8] {
        let parts = try self.parts()
        let sealed = [#""iv":"\#(parts[2])""#, #""ciphertext":"\#(parts[3])""#, #""tag":"\#(parts[4])""#]
        let header = self.protected == nil ? [] : [#""protected":"\#(parts[0])""#]
        return Array("{\((header + sealed + members).joined(separator: ","))}".utf8)
    }

    func encoded(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: JOSEText.encoded(Array(bytes)), as: UTF8.self)
    }

    /// Opens it under the shared key.
    static func open(
        _ message: [UInt8], _ change: (inout JWEFormat) -> Void = { _ in }
    ) throws(BodyOpenFailure) -> [UInt8] {
        var format = JWEFormat(.dir, .a128GCM)
        change(&format)
        guard let cipher = try? JWECipher(format, NamedKey(octets: self.key)) else { throw .noUsableVersion }
        return try cipher.open(message).plaintext
    }
}
