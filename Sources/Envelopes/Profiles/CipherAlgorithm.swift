/// The symmetric algorithms that a profile may name.
package enum CipherAlgorithm: String, Sendable, CaseIterable {
    case aes128GCM = "aes-128-gcm"
    case aes192GCM = "aes-192-gcm"
    case aes256GCM = "aes-256-gcm"
    case aes128CBC = "aes-128-cbc"
    case aes192CBC = "aes-192-cbc"
    case aes256CBC = "aes-256-cbc"
    case aes128ECB = "aes-128-ecb"
    case aes192ECB = "aes-192-ecb"
    case aes256ECB = "aes-256-ecb"
    /// Three keys (NIST SP 800-67), only where a profile says `insecure: true`.
    case tripleDESECB = "3des-ecb"

    package enum Mode: Sendable {
        case gcm
        case cbc
        case ecb
    }

    package var mode: Mode {
        switch self {
        case .aes128GCM, .aes192GCM, .aes256GCM: .gcm
        case .aes128CBC, .aes192CBC, .aes256CBC: .cbc
        case .aes128ECB, .aes192ECB, .aes256ECB, .tripleDESECB: .ecb
        }
    }

    /// Bytes (FIPS 197, SP 800-67).
    package var keyLength: Int {
        switch self {
        case .aes128GCM, .aes128CBC, .aes128ECB: 16
        case .aes192GCM, .aes192CBC, .aes192ECB, .tripleDESECB: 24
        case .aes256GCM, .aes256CBC, .aes256ECB: 32
        }
    }

    /// The IV lengths that a profile may choose, in bytes, the default first.
    /// 16-byte GCM IVs are what some Java clients send; CBC's is the AES block.
    package var ivLengths: [Int] {
        switch self.mode {
        case .gcm: [12, 16]
        case .cbc: [16]
        case .ecb: []
        }
    }
}
