import COpenSSL

/// A cipher of libcrypto, fetched once and kept for the life of the process: keys of single messages need it often.
///
/// `@unchecked Sendable`: libcrypto's fetched methods are immutable and reference-counted with atomics.
final class CipherMethod: @unchecked Sendable {
    private static let aesMethods = AESMode.allCases.map { mode in
        AESMode.keyLengths.map { CipherMethod(named: mode.libraryName(keyLength: $0)) }
    }
    /// Three keys of DES, one after the other (NIST SP 800-67); the name says encipher, decipher, encipher.
    static let tripleDESECB = CipherMethod(named: "DES-EDE3-ECB")

    private let fetched: Result<OpaquePointer, LibraryFault>

    private init(named name: String) {
        if let method = EVP_CIPHER_fetch(nil, name, nil) {
            self.fetched = .success(method)
        } else {
            self.fetched = .failure(LibraryFault(.cipherFetch))
        }
    }

    /// - Parameter keyLength: one that AES takes.
    static func aes(_ mode: AESMode, keyLength: Int) -> CipherMethod {
        precondition(AESMode.takesKey(ofLength: keyLength), "the length of a key of AES is checked first")
        return self.aesMethods[mode.rawValue][keyLength / 8 - 2]
    }

    /// The library's method; providers may lack it.
    func pointer() throws(LibraryFault) -> OpaquePointer {
        try self.fetched.get()
    }
}
