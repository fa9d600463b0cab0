import Foundation
import Primitives

extension SecretBytes {
    /// A copy for comparison.
    var array: [UInt8] {
        self.withUnsafeBytes { [UInt8]($0) }
    }
}

extension PrivateKey {
    convenience init(_ pem: String) throws(PublicKeyFailure) {
        try self.init(pem: SecretBytes(Array(pem.utf8)))
    }

    func decryptPKCS1(_ wrapped: [UInt8], expecting length: Int) throws(PublicKeyFailure) -> [UInt8] {
        try self.decryptPKCS1(wrapped.span, expecting: length).array
    }

    func decryptPKCS1(_ wrapped: [UInt8], upTo maximum: Int = .max) throws(PublicKeyFailure) -> [UInt8] {
        try self.decryptPKCS1(wrapped.span, upTo: maximum).array
    }

    func decryptOAEP(
        _ wrapped: [UInt8], hash: HashAlgorithm, mgf: HashAlgorithm, label: [UInt8]? = nil
    ) throws(PublicKeyFailure) -> [UInt8] {
        if let label {
            try self.decryptOAEP(wrapped.span, hash: hash, mgf: mgf, label: label.span).array
        } else {
            try self.decryptOAEP(wrapped.span, hash: hash, mgf: mgf).array
        }
    }

    func sign(_ message: [UInt8], _ algorithm: SignatureAlgorithm) throws(PublicKeyFailure) -> [UInt8] {
        try self.sign(message.span, algorithm)
    }
}

extension PublicKey {
    convenience init(_ pem: String) throws(PublicKeyFailure) {
        try self.init(pem: Array(pem.utf8).span)
    }

    convenience init(spki: [UInt8]) throws(PublicKeyFailure) {
        try self.init(spki: spki.span)
    }

    func verify(_ signature: [UInt8], of message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
        self.verify(signature.span, of: message.span, algorithm)
    }
}

extension JWKParameters: Decodable {
    /// The members of a JWK that are not about its use, decoded without the code under test.
    package init(from decoder: any Decoder) throws {
        var members = try decoder.singleValueContainer().decode([String: String].self)
        for name in ["kid", "alg", "use"] { members[name] = nil }
        // None is none of those that are known, as any other text.
        let kty = members.removeValue(forKey: "kty") ?? ""
        let crv = members.removeValue(forKey: "crv")
        let values = try members.mapValues { text in
            var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
            while !base64.count.isMultiple(of: 4) { base64.append("=") }
            guard let data = Data(base64Encoded: base64) else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            return SecretBytes([UInt8](data))
        }
        self.init(kty: kty, crv: crv, values: values)
    }
}
