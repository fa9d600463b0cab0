import COpenSSL

extension SignatureAlgorithm {
    /// Ed25519 hashes by itself.
    fileprivate var digest: String? {
        switch self {
        case .rsaPKCS1(let hash), .rsaPSS(let hash), .ecdsa(let hash): "\(hash.fetchName)"
        case .ed25519: nil
        }
    }

    fileprivate var parameters: LibraryParameters {
        let parameters = LibraryParameters()
        switch self {
        case .rsaPKCS1:
            parameters.add("pad-mode", text: "pkcs1")
        case .rsaPSS(let hash):
            parameters.add("pad-mode", text: "pss")
            parameters.add("mgf1-digest", text: hash.fetchName)
            parameters.add("saltlen", text: "digest")
        case .ecdsa, .ed25519:
            break
        }
        return parameters
    }
}

extension EVPKey {
    /// The signature as libcrypto writes it: of ECDSA in DER.
    func sign(_ message: Span<UInt8>, _ algorithm: SignatureAlgorithm) throws(PublicKeyFailure) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .library(LibraryFault(.digestSign)) }
        defer { EVP_MD_CTX_free(context) }
        let started = algorithm.parameters.withPointer {
            EVP_DigestSignInit_ex(context, nil, algorithm.digest, nil, nil, self.pointer, $0)
        }
        guard started == 1 else { throw .library(LibraryFault(.digestSign)) }
        var signature: [UInt8] = []
        try signature.appendUninitialized(self.size) { (room) throws(PublicKeyFailure) in
            var length = room.count
            let signed = message.withUnsafeBufferPointer { input in
                let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return EVP_DigestSign(context, output, &length, input.baseAddress, input.count)
            }
            guard signed == 1 else { throw .library(LibraryFault(.digestSign)) }
            return length
        }
        return signature
    }

    /// Whether libcrypto finds the signature good; a fault of its own counts as no.
    func verify(_ signature: Span<UInt8>, of message: Span<UInt8>, _ algorithm: SignatureAlgorithm) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        let started = algorithm.parameters.withPointer {
            EVP_DigestVerifyInit_ex(context, nil, algorithm.digest, nil, nil, self.pointer, $0)
        }
        guard started == 1 else { return false }
        return message.withUnsafeBufferPointer { message in
            signature.withUnsafeBufferPointer { signature in
                EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress, message.count) == 1
            }
        }
    }
}
