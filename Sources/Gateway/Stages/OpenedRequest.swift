import Dialects
import Envelopes
import Primitives
import Revocation

/// A request whose body is known in the clear. The plaintext lies in the loop's scratch memory until the request is
/// parsed, and is wiped there.
struct OpenedRequest: Redacted {
    let authenticated: AuthenticatedRequest
    let plaintext: SecretBuffer
    /// What opened the body, and seals the reply; nil when it came in the clear.
    let sealing: ReplySealing?

    /// - Parameter plaintext: empty scratch memory.
    init(_ authenticated: AuthenticatedRequest, body: Span<UInt8>, plaintext: SecretBuffer) throws(BodyOpenFailure) {
        self.authenticated = authenticated
        self.plaintext = plaintext
        let route = authenticated.route
        guard let bodies = authenticated.bodies, !(route.allowsPlaintext && Self.isClear(body)) else {
            plaintext.append(body)
            self.sealing = nil
            return
        }
        self.sealing = try bodies.open(body, authenticated.fields, into: plaintext) { candidate in
            route.isWellFormed(candidate)
        }
    }

    /// - Parameters:
    ///   - opened: what another thread made of the body.
    ///   - plaintext: empty scratch memory.
    init(_ authenticated: AuthenticatedRequest, opened: BodyOpening.Opened, plaintext: SecretBuffer) {
        guard let bodies = authenticated.bodies else { preconditionFailure("only a sealed body is opened") }
        self.authenticated = authenticated
        self.plaintext = plaintext
        plaintext.append(opened.plaintext.bytes)
        self.sealing = ReplySealing(candidate: bodies.candidates[opened.index], version: opened.version)
    }

    /// How a reply to this request travels: as its body came.
    var replyContext: ReplyContext {
        ReplyContext(
            route: self.authenticated.route, requestID: self.authenticated.origin.requestID,
            sealing: self.sealing.flatMap { $0.candidate.repliesInTheClear ? nil : $0 },
            consumer: self.authenticated.consumer, allowedOrigin: self.authenticated.allowedOrigin,
            openedBy: self.sealing?.candidate.place ?? -1)
    }

    /// contract.md: a body whose first non-space byte is `{` is clear.
    static func isClear(_ body: Span<UInt8>) -> Bool {
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
