import Primitives

/// The cipher contexts of one content key, made when first used. For one thread at a time.
struct ContentCipher {
    private enum Algorithm {
        case gcm(AESGCM)
        case cbc(AESCBC, BlockPadding)
        case ecb(AESECB, BlockPadding)
        case tripleDES(TripleDESECB, BlockPadding)
    }

    private let algorithm: Algorithm

    init(_ format: SymmetricFormat, key: SecretBytes) throws(CipherSetupFailure) {
        let padding: BlockPadding = format.padding == .zero ? .zero : .pkcs7
        self.algorithm =
            switch format.algorithm {
            case .aes128GCM, .aes192GCM, .aes256GCM: .gcm(try AESGCM(key: key, ivLength: format.ivLength))
            case .aes128CBC, .aes192CBC, .aes256CBC: .cbc(try AESCBC(key: key), padding)
            case .aes128ECB, .aes192ECB, .aes256ECB: .ecb(try AESECB(key: key), padding)
            case .tripleDESECB: .tripleDES(try TripleDESECB(key: key), padding)
            }
    }

    /// Appends the plaintext of a ciphertext, of GCM with its tag behind it; or nothing.
    func open(
        _ sealed: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>? = nil, into plaintext: SecretBuffer
    ) throws(BodyOpenFailure) {
        do throws(OpenFailure) {
            switch self.algorithm {
            case .gcm(let cipher): try cipher.open(sealed, iv: iv, aad: aad, into: plaintext)
            case .cbc(let cipher, let padding): try cipher.open(sealed, iv: iv, padding: padding, into: plaintext)
            case .ecb(let cipher, let padding): try cipher.open(sealed, padding: padding, into: plaintext)
            case .tripleDES(let cipher, let padding): try cipher.open(sealed, padding: padding, into: plaintext)
            }
        } catch {
            switch error {
            case .ivLength, .keyLength, .truncated, .notWholeBlocks, .tooLong: throw .length
            case .notAuthentic: throw .tag
            case .badPadding: throw .padding
            case .library:
                if case .gcm = self.algorithm { throw .tag }
                throw .padding
            }
        }
    }

    /// Appends the ciphertext, of GCM with its tag behind it. The caller answers for the IV: under one key none may come
    /// twice with GCM, and with CBC none may be foretold, unless the profile says so.
    func seal(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>, aad: Span<UInt8>? = nil, into sealed: inout [UInt8]
    ) throws(BodySealFailure) {
        do throws(SealFailure) {
            switch self.algorithm {
            case .gcm(let cipher): try cipher.seal(plaintext, iv: iv, aad: aad, into: &sealed)
            case .cbc(let cipher, let padding): try cipher.seal(plaintext, iv: iv, padding: padding, into: &sealed)
            case .ecb(let cipher, let padding): try cipher.seal(plaintext, padding: padding, into: &sealed)
            case .tripleDES(let cipher, let padding): try cipher.seal(plaintext, padding: padding, into: &sealed)
            }
        } catch {
            throw .cipher
        }
    }
}
