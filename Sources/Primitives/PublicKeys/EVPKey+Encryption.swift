import COpenSSL

extension HashAlgorithm {
    /// The name libcrypto fetches it by.
    var fetchName: StaticString {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}

extension LibraryParameters {
    /// RSA without padding: the bare operation on a number as long as the modulus.
    static func unpadded() -> LibraryParameters {
        let parameters = LibraryParameters()
        parameters.add("pad-mode", text: "none")
        return parameters
    }

    /// RSAES-PKCS1-v1_5, for encryption.
    static func pkcs1() -> LibraryParameters {
        let parameters = LibraryParameters()
        parameters.add("pad-mode", text: "pkcs1")
        return parameters
    }

    /// RSAES-OAEP with MGF1.
    static func oaep(hash: HashAlgorithm, mgf: HashAlgorithm, label: Span<UInt8>?) -> LibraryParameters {
        let parameters = LibraryParameters()
        parameters.add("pad-mode", text: "oaep")
        parameters.add("digest", text: hash.fetchName)
        parameters.add("mgf1-digest", text: mgf.fetchName)
        if let label, !label.isEmpty { parameters.add("oaep-label", octets: SecretBytes(copying: label)) }
        return parameters
    }
}

extension EVPKey {
    /// The plaintext, or nil when the ciphertext is not of this key and padding: one case, whatever is wrong with it.
    func decrypt(_ ciphertext: Span<UInt8>, _ parameters: LibraryParameters) throws(PublicKeyFailure) -> SecretBytes? {
        let context = try KeyContext(self)
        guard parameters.withPointer({ EVP_PKEY_decrypt_init_ex(context.pointer, $0) }) == 1 else {
            throw .library(LibraryFault(.publicDecrypt))
        }
        var length = self.size
        var decrypted: Int32 = 0
        let room = SecretBytes(count: length) { room in
            decrypted = ciphertext.withUnsafeBufferPointer { input in
                let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return EVP_PKEY_decrypt(context.pointer, output, &length, input.baseAddress, input.count)
            }
        }
        // OAEP leaves an error in the queue that is taken back when all was well.
        ERR_clear_error()
        guard decrypted == 1 else { return nil }
        return length == room.count ? room : SecretBytes(copying: room.bytes.extracting(first: length))
    }

    func encrypt(_ plaintext: Span<UInt8>, _ parameters: LibraryParameters) throws(PublicKeyFailure) -> [UInt8] {
        let context = try KeyContext(self)
        guard parameters.withPointer({ EVP_PKEY_encrypt_init_ex(context.pointer, $0) }) == 1 else {
            throw .library(LibraryFault(.publicEncrypt))
        }
        var ciphertext: [UInt8] = []
        try ciphertext.appendUninitialized(self.size) { (room) throws(PublicKeyFailure) in
            var length = room.count
            let encrypted = plaintext.withUnsafeBufferPointer { input in
                let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return EVP_PKEY_encrypt(context.pointer, output, &length, input.baseAddress, input.count)
            }
            guard encrypted == 1 else { throw .library(LibraryFault(.publicEncrypt)) }
            return length
        }
        return ciphertext
    }

    /// The shared secret, or nil when the peer's key gives none.
    func derive(with peer: EVPKey) throws(PublicKeyFailure) -> SecretBytes? {
        let context = try KeyContext(self)
        var length = 0
        // The peer was checked when it was read.
        guard EVP_PKEY_derive_init(context.pointer) == 1,
            EVP_PKEY_derive_set_peer_ex(context.pointer, peer.pointer, 0) == 1,
            EVP_PKEY_derive(context.pointer, nil, &length) == 1
        else { throw .library(LibraryFault(.derive)) }
        let expected = length
        var derived: Int32 = 0
        let secret = SecretBytes(count: expected) { room in
            derived = EVP_PKEY_derive(context.pointer, room.baseAddress?.assumingMemoryBound(to: UInt8.self), &length)
        }
        guard derived == 1, length == expected else {
            ERR_clear_error()
            return nil
        }
        return secret
    }
}
