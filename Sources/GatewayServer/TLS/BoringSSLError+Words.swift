import NIOSSL

extension BoringSSLError {
    /// `WRONG_VERSION_NUMBER` of `Error: 268435703 error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER at …`.
    var words: String {
        switch self {
        case .sslError(let stack), .unknownError(let stack):
            stack.map { entry in
                let text = entry.description
                let reason = text.split(separator: " at ").first?.split(separator: ":").last
                return reason.map(String.init) ?? text
            }.joined(separator: ", ")
        default: String(describing: self)
        }
    }
}
