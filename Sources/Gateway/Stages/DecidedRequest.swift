import Dialects
import Observability
import Revocation

/// A request whose outcome is known.
struct DecidedRequest {
    enum Decision {
        /// The token is dead, and this was durable or confirmed before.
        case revoked(DialectRequest, TokenDetails?, RevokedBy)
        case refused(Refusal)
    }

    /// Whether this call or an earlier one did it, for the `Revgate-Outcome` field.
    enum RevokedBy {
        case thisCall
        case earlierCall
        /// The authority for the token says that no such live token exists, and the route counts that as success.
        case nobody
    }

    let context: ReplyContext
    let decision: Decision

    init(_ parsed: ParsedRequest, _ outcome: RevocationOutcome, _ details: TokenDetails?) {
        self.context = parsed.context
        self.decision =
            switch outcome {
            case .revoked: .revoked(parsed.request, details, .thisCall)
            case .alreadyRevoked: .revoked(parsed.request, details, .earlierCall)
            case .unknown: Self.unknown(parsed)
            case .ownedByAnother: .refused(.invalidToken)
            case .limited(let seconds): .refused(.tooManyUnknown(retryAfterSeconds: seconds))
            case .unsupportedSubject: .refused(.unsupportedSubject)
            case .unavailable(let seconds): .refused(.unavailable(retryAfterSeconds: seconds))
            }
    }

    init(_ context: ReplyContext, _ refusal: Refusal) {
        self.context = context
        self.decision = .refused(refusal)
    }

    private static func unknown(_ parsed: ParsedRequest) -> Decision {
        parsed.context.route?.dialect?.unknownTokenStatus == 200
            ? .revoked(parsed.request, nil, .nobody) : .refused(.invalidToken)
    }
}

extension DecidedRequest.Decision {
    var outcome: ExchangeOutcome {
        switch self {
        case .revoked(_, _, .thisCall): .revoked
        case .revoked(_, _, .earlierCall): .alreadyRevoked
        case .revoked(_, _, .nobody): .unknownAccepted
        case .refused: .refused
        }
    }
}
