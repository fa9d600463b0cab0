import Glibc
import NIOCore
import NIOSSL
import Primitives

/// Why a connection to an upstream did not become secure, or did not stay so.
enum HandshakeFailure: Error, Equatable {
    /// Its certificate, by its notAfter and notBefore; seconds since 1970.
    case expired(at: Int)
    case notYetValid(until: Int)
    /// No authority that is believed vouches for it, or one in between is not valid any more: the library does not tell
    /// these apart.
    case untrusted
    /// It is for somebody else.
    case otherName(expected: String)
    case timeout
    /// The peer ended the connection.
    case ended
    /// The library's word for it: a peer that does not speak TLS, or no version or suite that both have.
    case refused(String)

    /// - Parameter certificate: what the peer has shown, if it came so far.
    init(_ error: any Error, certificate: NIOSSLCertificate?, expected: String, now: Int = time(nil)) {
        switch error {
        case let failure as HandshakeFailure: self = failure
        case let extra as NIOSSLExtraError
        where extra == .failedToValidateHostname || extra == .serverHostnameImpossibleToMatch:
            self = .otherName(expected: expected)
        case NIOSSLError.handshakeFailed(.sslError([.eofDuringHandshake])), is IOError: self = .ended
        case let cause as BoringSSLError: self = .refused(cause.words)
        case NIOSSLError.handshakeFailed(let cause):
            let words = cause.words
            guard words.contains("CERTIFICATE_VERIFY_FAILED") else {
                self = .refused(words)
                return
            }
            if let certificate, certificate.notValidAfter < now {
                self = .expired(at: certificate.notValidAfter)
            } else if let certificate, certificate.notValidBefore > now {
                self = .notYetValid(until: certificate.notValidBefore)
            } else {
                self = .untrusted
            }
        default: self = .refused(String(describing: error))
        }
    }
}

extension HandshakeFailure {
    /// For the log: what, and what there is to know of it.
    var line: (message: String, cause: String) {
        switch self {
        case .expired(let end): ("the upstream's certificate has expired", "not valid after \(Self.text(end))")
        case .notYetValid(let start):
            ("the upstream's certificate is not valid yet", "not valid before \(Self.text(start))")
        case .untrusted:
            (
                "the upstream's certificate is not trusted",
                "unknown CA, or an expired one between; name the CA that vouches for it: tls: {ca: FILE}"
            )
        case .otherName(let expected):
            (
                "the upstream's certificate is for another name",
                "does not name \(expected); see tls: {server-name: NAME}"
            )
        case .timeout: ("TLS with the upstream failed", "the handshake took longer than connect-timeout")
        case .ended: ("TLS with the upstream failed", "it ended the connection during the handshake")
        case .refused(let words): ("TLS with the upstream failed", words)
        }
    }

    private static func text(_ seconds: Int) -> String {
        CivilTime(milliseconds: Int64(clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue)).rfc3339
    }
}
