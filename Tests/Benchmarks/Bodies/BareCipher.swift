import COpenSSL

/// A body opened and sealed by the calls of libcrypto alone, as a C program would: contexts kept, memory kept, lengths
/// known. What any gateway over libcrypto pays at least.
final class BareCipher {
    enum Mode {
        case gcm
        case cbc

        var ivLength: Int { self == .gcm ? 12 : 16 }
        var tagLength: Int { self == .gcm ? 16 : 0 }
    }

    private static let ivsInPool = 64

    private let mode: Mode
    private let opening: OpaquePointer
    private let sealing: OpaquePointer
    private let binary = UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)
    private let pool: UnsafeMutablePointer<UInt8>
    private var used = BareCipher.ivsInPool
    /// What the last call wrote.
    let output = UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)

    init(_ name: String, _ mode: Mode, key: [UInt8]) {
        self.mode = mode
        self.opening = Self.context(name, mode, key, encrypting: 0)
        self.sealing = Self.context(name, mode, key, encrypting: 1)
        self.pool = .allocate(capacity: Self.ivsInPool * mode.ivLength)
    }

    private static func context(_ name: String, _ mode: Mode, _ key: [UInt8], encrypting: Int32) -> OpaquePointer {
        let context = EVP_CIPHER_CTX_new()!
        precondition(EVP_CipherInit_ex2(context, EVP_CIPHER_fetch(nil, name, nil), key, nil, encrypting, nil) == 1)
        return context
    }

    deinit {
        EVP_CIPHER_CTX_free(self.opening)
        EVP_CIPHER_CTX_free(self.sealing)
        self.binary.deallocate()
        self.pool.deallocate()
        self.output.deallocate()
    }

    /// Opens base64 of IV, ciphertext and tag, and says how many bytes it gave; -1 when the tag or padding is wrong.
    func open(_ text: [UInt8]) -> Int {
        let (ivLength, tagLength) = (self.mode.ivLength, self.mode.tagLength)
        var count = Int(EVP_DecodeBlock(self.binary, text, Int32(text.count)))
        if text[text.count - 1] == UInt8(ascii: "=") { count -= text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1 }
        let length = count - ivLength - tagLength
        var (written, rest): (Int32, Int32) = (0, 0)
        EVP_CipherInit_ex2(self.opening, nil, nil, self.binary, -1, nil)
        if tagLength > 0 {
            EVP_CIPHER_CTX_ctrl(
                self.opening, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), self.binary + ivLength + length)
        }
        EVP_CipherUpdate(self.opening, self.output, &written, self.binary + ivLength, Int32(length))
        guard EVP_CipherFinal_ex(self.opening, self.output + Int(written), &rest) == 1 else { return -1 }
        return Int(written + rest)
    }

    /// Seals to base64 of IV, ciphertext and tag, and says how many characters it gave.
    func seal(_ plaintext: [UInt8]) -> Int {
        let (ivLength, tagLength) = (self.mode.ivLength, self.mode.tagLength)
        if self.used == Self.ivsInPool {
            precondition(RAND_bytes(self.pool, Int32(Self.ivsInPool * ivLength)) == 1)
            self.used = 0
        }
        self.binary.update(from: self.pool + self.used * ivLength, count: ivLength)
        self.used += 1
        var (written, rest): (Int32, Int32) = (0, 0)
        EVP_CipherInit_ex2(self.sealing, nil, nil, self.binary, -1, nil)
        EVP_CipherUpdate(self.sealing, self.binary + ivLength, &written, plaintext, Int32(plaintext.count))
        EVP_CipherFinal_ex(self.sealing, self.binary + ivLength + Int(written), &rest)
        let length = ivLength + Int(written + rest)
        if tagLength > 0 {
            EVP_CIPHER_CTX_ctrl(self.sealing, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), self.binary + length)
        }
        return Int(EVP_EncodeBlock(self.output, self.binary, Int32(length + tagLength)))
    }
}
