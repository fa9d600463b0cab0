import Dialects
import Envelopes
import Primitives
import Revocation

/// A request whose body is known in the clear. The plaintext lies in the loop's scratch memory until the request is
/// parsed, and is wiped there.
struct OpenedRequest: Redacted {
    let authenticated: AuthenticatedRequest
    let plaintext: SecretBuffer
    /// The key version that opened the body; nil when it came in the clear.
    let version: BodyVersion?

    /// - Parameter plaintext: empty scratch memory.
    init(_ authenticated: AuthenticatedRequest, body: Span<UInt8>, plaintext: SecretBuffer) throws(BodyOpenFailure) {
        self.authenticated = authenticated
        self.plaintext = plaintext
        let route = authenticated.route
        guard let cipher = authenticated.cipher, !(route.allowsPlaintext && Self.isClear(body)) else {
            plaintext.append(body)
            self.version = nil
            return
        }
        self.version = try cipher.open(body, into: plaintext) { candidate in
            route.isWellFormed(candidate)
        }
    }

    /// How a reply to this request travels: as its body came.
    var replyContext: ReplyContext {
        ReplyContext(
            route: self.authenticated.route, requestID: self.authenticated.origin.requestID,
            sealing: self.authenticated.cipher.flatMap { cipher in self.version.map { (cipher, $0) } },
            consumer: self.authenticated.consumer, allowedOrigin: self.authenticated.allowedOrigin)
    }

    /// contract.md: a body whose first non-space byte is `{` is clear.
    private static func isClear(_ body: Span<UInt8>) -> Bool {
        for index in body.indices {
            switch body[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case UInt8(ascii: "{"): return true
            default: return false
            }
        }
        return false
    }
}
