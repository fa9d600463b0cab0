import COpenSSL

/// How the DER of a key is laid out.
enum KeyLayout {
    /// PKCS#8 `PrivateKeyInfo` (RFC 5958), not encrypted.
    case pkcs8
    /// PKCS#1 `RSAPrivateKey` (RFC 8017, appendix A.1.2).
    case rsaPrivateKey
    /// SEC 1 `ECPrivateKey` (RFC 5915).
    case ecPrivateKey
    /// X.509 `SubjectPublicKeyInfo` (RFC 5280 § 4.1.2.7).
    case spki
    /// PKCS#1 `RSAPublicKey` (RFC 8017, appendix A.1.1).
    case rsaPublicKey
    /// An X.509 certificate, whose key it is.
    case certificate

    static let der: StaticString = "DER"

    fileprivate var decoder: (structure: StaticString, type: StaticString?, selection: Int32)? {
        switch self {
        case .pkcs8: ("PrivateKeyInfo", nil, EVPKey.pair)
        case .rsaPrivateKey: ("type-specific", "RSA", EVPKey.pair)
        case .ecPrivateKey: ("type-specific", "EC", EVPKey.pair)
        case .spki: ("SubjectPublicKeyInfo", nil, EVPKey.publicHalf)
        case .rsaPublicKey: ("type-specific", "RSA", EVPKey.publicHalf)
        case .certificate: nil
        }
    }
}

extension EVPKey {
    static let publicHalf =
        OSSL_KEYMGMT_SELECT_PUBLIC_KEY | OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS | OSSL_KEYMGMT_SELECT_OTHER_PARAMETERS
    static let pair = publicHalf | OSSL_KEYMGMT_SELECT_PRIVATE_KEY

    /// Reads a key of any algorithm libcrypto knows; the DER is neither longer nor shorter than the key.
    ///
    /// OpenSSL 3.0's decoders free copies of the DER without wiping them: after a private key was read, it stands in free
    /// memory of the process until that is used again. Writing one does the same once.
    convenience init(der: Span<UInt8>, _ layout: KeyLayout) throws(PublicKeyFailure) {
        let key = try der.withUnsafeBytes { (der) throws(PublicKeyFailure) in
            if let decoder = layout.decoder {
                try Self.decode(der, decoder.structure, decoder.type, decoder.selection)
            } else {
                try Self.keyOfCertificate(der)
            }
        }
        self.init(owning: key)
    }

    /// Reads a key of the first of the layouts that the DER has.
    static func read(_ der: Span<UInt8>, firstOf layouts: [KeyLayout]) throws(PublicKeyFailure) -> EVPKey {
        for layout in layouts {
            do throws(PublicKeyFailure) {
                return try EVPKey(der: der, layout)
            } catch .unreadable {
                continue
            }
        }
        throw .unreadable
    }

    private static func decode(
        _ der: UnsafeRawBufferPointer, _ structure: StaticString, _ type: StaticString?, _ selection: Int32
    ) throws(PublicKeyFailure) -> OpaquePointer {
        var key: OpaquePointer?
        // The context keeps the address of `key` and writes there while it decodes.
        let isRead = try withUnsafeMutablePointer(to: &key) { (key) throws(PublicKeyFailure) in
            let decoder = OSSL_DECODER_CTX_new_for_pkey(
                key, KeyLayout.der.address, structure.address, type?.address, selection, nil, nil)
            guard let decoder else { throw .library(LibraryFault(.decoderNew)) }
            defer { OSSL_DECODER_CTX_free(decoder) }
            // Nobody is asked for a password, whatever the bytes are.
            OSSL_DECODER_CTX_set_pem_password_cb(decoder, { _, _, _, _ in -1 }, nil)
            var position = der.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var rest = der.count
            return OSSL_DECODER_from_data(decoder, &position, &rest) == 1 && rest == 0
        }
        guard isRead, let key else {
            EVP_PKEY_free(key)
            ERR_clear_error()
            throw .unreadable
        }
        return key
    }

    private static func keyOfCertificate(_ der: UnsafeRawBufferPointer) throws(PublicKeyFailure) -> OpaquePointer {
        guard let start = der.baseAddress?.assumingMemoryBound(to: UInt8.self) else { throw .unreadable }
        var position: UnsafePointer<UInt8>? = start
        let certificate = d2i_X509(nil, &position, der.count)
        defer { X509_free(certificate) }
        guard let certificate, position == start + der.count, let key = X509_get_pubkey(certificate) else {
            ERR_clear_error()
            throw .unreadable
        }
        return key
    }
}
