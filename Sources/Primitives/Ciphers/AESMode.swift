/// The modes in which AES is used, and the key lengths they share.
enum AESMode: Int, CaseIterable {
    case gcm
    case cbc
    case ecb
    case wrap

    /// Bytes of a block (FIPS 197).
    static let blockLength = 16
    /// AES-128, AES-192 and AES-256 (FIPS 197), in bytes.
    static let keyLengths = [16, 24, 32]

    static func takesKey(ofLength length: Int) -> Bool {
        length == 16 || length == 24 || length == 32
    }

    /// The name under which libcrypto's providers know the cipher.
    func libraryName(keyLength: Int) -> String {
        switch self {
        case .gcm: "AES-\(keyLength * 8)-GCM"
        case .cbc: "AES-\(keyLength * 8)-CBC"
        case .ecb: "AES-\(keyLength * 8)-ECB"
        case .wrap: "AES-\(keyLength * 8)-WRAP"
        }
    }
}
