import Pooling
import Revocation

extension UpstreamFailure {
    /// What callers wait whose call could not even be sealed.
    var retryAfterSeconds: Int { self == .queueFull ? 1 : UpstreamTrouble.operatorDelay }
}

/// A reply that answers nothing, whatever was asked.
struct UpstreamTrouble {
    /// Longest wait that an upstream's `Retry-After` imposes on callers, in seconds.
    private static let maximumRetryAfter = 300
    /// What callers wait where only an operator can help.
    static let operatorDelay = 30

    let event: UpstreamEvent
    /// How the reply speaks for the address that gave it.
    let standing: ConnectionPool.Standing
    let retryAfterSeconds: Int

    /// What the status says before the body is looked at: 500 and above, or 429.
    init?(status reply: UpstreamReply) {
        let retryAfter = min(max(reply.retryAfter ?? 1, 1), Self.maximumRetryAfter)
        if reply.status >= 500 {
            self.init(.serverError(status: reply.status), .failing, retryAfter)
        } else if reply.status == 429 {
            self.init(.limited, .sound, retryAfter)
        } else {
            return nil
        }
    }

    static func credentialRefused(by upstream: Upstream) -> UpstreamTrouble {
        // With an access token, another one is on its way.
        UpstreamTrouble(.credentialRefused, .sound, upstream.clientCredentials == nil ? self.operatorDelay : 1)
    }

    /// 400 and 422 speak of the request, which is a caller's: they say nothing against the address.
    static func notUnderstood(_ reply: UpstreamReply) -> UpstreamTrouble {
        let speaksOfRequest = reply.status == 400 || reply.status == 422
        return UpstreamTrouble(.notUnderstood(status: reply.status), speaksOfRequest ? .sound : .failing, 1)
    }

    private init(_ event: UpstreamEvent, _ standing: ConnectionPool.Standing, _ retryAfterSeconds: Int) {
        self.event = event
        self.standing = standing
        self.retryAfterSeconds = retryAfterSeconds
    }
}
