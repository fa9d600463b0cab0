/// `EVP_BytesToKey` with MD5 and one iteration, as `openssl enc -md md5`, CryptoJS and old PHP derive key and IV from a
/// password: hashes of the hash before, the password and the salt, one behind the other.
package func evpBytesToKeyMD5(
    password: SecretBytes, salt: Span<UInt8>, keyLength: Int, ivLength: Int
) -> (key: SecretBytes, iv: [UInt8]) {
    let hashLength = HashAlgorithm.md5.length
    let context = HashContext(.md5)
    let blocks = (keyLength + ivLength + hashLength - 1) / hashLength
    let derived = SecretBytes(count: blocks * hashLength) { room in
        for block in 0..<blocks {
            context.start()
            if block > 0 {
                context.update(
                    UnsafeRawBufferPointer(rebasing: room[((block - 1) * hashLength)..<(block * hashLength)]))
            }
            context.update(password.bytes)
            context.update(salt)
            context.finish(to: .init(rebasing: room[(block * hashLength)..<((block + 1) * hashLength)]))
        }
    }
    let bytes = derived.bytes
    let key = SecretBytes(copying: bytes.extracting(first: keyLength))
    return (key, derived.withUnsafeBytes { Array($0[keyLength..<(keyLength + ivLength)]) })
}

/// The Concat KDF of NIST SP 800-56A § 5.8.1 with SHA-256, as RFC 7518 § 4.6.2 has it.
///
/// - Parameter otherInfo: AlgorithmID, PartyUInfo, PartyVInfo and SuppPubInfo, one behind the other.
package func concatKDF(_ secret: SecretBytes, otherInfo: Span<UInt8>, length: Int) -> SecretBytes {
    let hashLength = HashAlgorithm.sha256.length
    let context = HashContext(.sha256)
    let rounds = (length + hashLength - 1) / hashLength
    let derived = SecretBytes(count: rounds * hashLength) { room in
        for round in 0..<rounds {
            context.start()
            context.update(bigEndian: UInt32(round + 1))
            context.update(secret.bytes)
            context.update(otherInfo)
            context.finish(to: .init(rebasing: room[(round * hashLength)..<((round + 1) * hashLength)]))
        }
    }
    let bytes = derived.bytes
    return SecretBytes(copying: bytes.extracting(first: length))
}
