/// A libcrypto call that failed for a reason of its own (memory, a missing provider), never for what a peer sent.
package struct LibraryFault: Error, Equatable, Sendable {
    /// The functions of libcrypto this module calls, by their C names.
    package enum Call: String, Sendable {
        case bigNumber = "BN"
        case decoderNew = "OSSL_DECODER_CTX_new_for_pkey"
        case derive = "EVP_PKEY_derive"
        case digestSign = "EVP_DigestSign"
        case encoderToBIO = "OSSL_ENCODER_to_bio"
        case keyContextNew = "EVP_PKEY_CTX_new_from_pkey"
        case keyFromData = "EVP_PKEY_fromdata"
        case keyGenerate = "EVP_PKEY_generate"
        case keyParameter = "EVP_PKEY_get_bn_param"
        case memoryBIO = "BIO_new"
        case pemWrite = "PEM_write_bio"
        case publicDecrypt = "EVP_PKEY_decrypt"
        case publicEncrypt = "EVP_PKEY_encrypt"
        case cipherFetch = "EVP_CIPHER_fetch"
        case cipherContextNew = "EVP_CIPHER_CTX_new"
        case cipherInit = "EVP_CipherInit_ex2"
        case cipherControl = "EVP_CIPHER_CTX_ctrl"
        case cipherSetPadding = "EVP_CIPHER_CTX_set_padding"
        case cipherGetParameters = "EVP_CIPHER_CTX_get_params"
        case cipherUpdate = "EVP_CipherUpdate"
        case cipherFinal = "EVP_CipherFinal_ex"
        case randomBytes = "RAND_bytes"
        case randomSecretBytes = "RAND_priv_bytes"
    }

    package let call: Call
    /// The first entry of the library's error queue for this thread; 0 when it left none.
    package let code: UInt
}
