import COpenSSL

/// One `EVP_PKEY`. Immutable once its `init` is through, for any thread.
///
/// `@unchecked Sendable`: libcrypto counts its references with atomics, and guards with a lock of its own what it caches
/// in it at the first use (Montgomery forms, blinding).
final class EVPKey: @unchecked Sendable {
    let pointer: OpaquePointer

    /// - Parameter pointer: owned from now on.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// A key from its parameters; `.inconsistent` when libcrypto does not take them.
    convenience init(
        _ type: StaticString, selection: Int32, _ parameters: LibraryParameters
    ) throws(PublicKeyFailure) {
        let context = try KeyContext(type)
        guard EVP_PKEY_fromdata_init(context.pointer) == 1 else { throw .library(LibraryFault(.keyFromData)) }
        var key: OpaquePointer?
        let made = parameters.withPointer { EVP_PKEY_fromdata(context.pointer, &key, selection, $0) }
        guard made == 1, let key else {
            ERR_clear_error()
            throw .inconsistent
        }
        self.init(owning: key)
    }

    /// A fresh key.
    convenience init(generating type: StaticString, _ parameters: LibraryParameters) throws(PublicKeyFailure) {
        let context = try KeyContext(type)
        var key: OpaquePointer?
        let generated = parameters.withPointer { parameters in
            EVP_PKEY_keygen_init(context.pointer) == 1
                && EVP_PKEY_CTX_set_params(context.pointer, parameters) == 1
                && EVP_PKEY_generate(context.pointer, &key) == 1
        }
        guard generated, let key else { throw .library(LibraryFault(.keyGenerate)) }
        self.init(owning: key)
    }

    deinit {
        EVP_PKEY_free(self.pointer)
    }

    /// Bytes of a signature or ciphertext, at most.
    var size: Int { Int(EVP_PKEY_get_size(self.pointer)) }

    /// The name of the algorithm: `RSA`, `EC`, `X25519`, `ED25519` and those of no use here.
    var typeName: String {
        EVP_PKEY_get0_type_name(self.pointer).map { String(cString: $0) } ?? "a key of no name"
    }

    /// The name of the curve, when there is one.
    var groupName: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { text in
            var length = 0
            guard EVP_PKEY_get_group_name(self.pointer, text.baseAddress, text.count, &length) == 1 else {
                ERR_clear_error()
                return nil
            }
            return String(cString: text.baseAddress!)
        }
    }

    /// Whether the file told the curve by its equation and not by its name.
    var hasExplicitCurve: Bool {
        var explicit: Int32 = 0
        guard EVP_PKEY_get_int_param(self.pointer, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit) == 1
        else {
            ERR_clear_error()
            return true
        }
        return explicit != 0
    }

    func number(_ name: String) throws(PublicKeyFailure) -> BigNumber {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(self.pointer, name, &number) == 1, let number else {
            throw .library(LibraryFault(.keyParameter))
        }
        return BigNumber(owning: number)
    }

    /// An octet string that has `count` bytes.
    func octets(_ name: String, count: Int) throws(PublicKeyFailure) -> SecretBytes {
        try SecretBytes(count: count) { (room) throws(PublicKeyFailure) in
            var length = 0
            let address = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard EVP_PKEY_get_octet_string_param(self.pointer, name, address, count, &length) == 1, length == count
            else { throw .library(LibraryFault(.keyParameter)) }
        }
    }
}

/// One `EVP_PKEY_CTX`: an operation with a key.
final class KeyContext {
    let pointer: OpaquePointer

    init(_ key: EVPKey) throws(PublicKeyFailure) {
        guard let pointer = EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil) else {
            throw .library(LibraryFault(.keyContextNew))
        }
        self.pointer = pointer
    }

    /// For making a key of this type.
    init(_ type: StaticString) throws(PublicKeyFailure) {
        guard let pointer = EVP_PKEY_CTX_new_from_name(nil, type.address, nil) else {
            throw .library(LibraryFault(.keyContextNew))
        }
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_CTX_free(self.pointer)
    }
}
