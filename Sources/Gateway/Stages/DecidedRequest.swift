import Dialects
import Observability
import Revocation

/// A request whose outcome is known.
struct DecidedRequest {
    enum Decision {
        /// The token is dead, and this was durable or confirmed before.
        case revoked(RevokedReply)
        case batch(DecidedBatch)
        /// What is told of a token that lives; nil: it does not.
        case introspected(ActiveToken?)
        case refused(Refusal)
    }

    let context: ReplyContext
    let decision: Decision

    init(_ parsed: ParsedRequest, _ outcome: RevocationOutcome, _ details: TokenDetails?) {
        guard let subject = parsed.subject else { preconditionFailure("a batch has an outcome for each of its calls") }
        self.context = parsed.context
        self.decision = Self.decision(outcome, details, on: subject, of: parsed.context.route)
    }

    init(_ parsed: ParsedRequest, _ outcomes: [RevocationOutcome]) {
        self.context = parsed.context
        let decisions = zip(parsed.batch, outcomes).map { call, outcome in
            Self.decision(outcome, nil, on: call.subject, of: parsed.context.route)
        }
        self.decision = .batch(DecidedBatch(decisions, outcomes, in: parsed.context.route?.dialect))
    }

    init(_ parsed: ParsedRequest, _ outcome: IntrospectionOutcome) {
        self.context = parsed.context
        self.decision =
            switch outcome {
            case .active(let token): .introspected(token)
            case .inactive: .introspected(nil)
            case .unavailable(let seconds): .refused(.unavailable(retryAfterSeconds: seconds))
            }
    }

    init(_ context: ReplyContext, _ refusal: Refusal) {
        self.context = context
        self.decision = .refused(refusal)
    }

    private static func decision(
        _ outcome: RevocationOutcome, _ details: TokenDetails?, on subject: Subject, of route: Route?
    ) -> Decision {
        func revoked(_ state: RevokedReply.State, _ at: Timestamp?) -> Decision {
            .revoked(
                RevokedReply(
                    subject: subject, state: state, at: at, details: details, style: route?.reply ?? .enveloped))
        }
        return switch outcome {
        case .revoked(let at): revoked(.revoked, at)
        case .alreadyRevoked(let at): revoked(.alreadyRevoked, at)
        case .unknown: route?.policy.unknownToken == .ok ? revoked(.unknown, nil) : .refused(.invalidToken)
        case .ownedByAnother: .refused(.foreignToken)
        case .limited(let seconds): .refused(.tooManyUnknown(retryAfterSeconds: seconds))
        case .unsupportedSubject: .refused(.unsupportedSubject)
        case .unavailable(let seconds): .refused(.unavailable(retryAfterSeconds: seconds))
        }
    }
}

extension DecidedRequest.Decision {
    var outcome: ExchangeOutcome {
        switch self {
        case .revoked(let reply):
            switch reply.state {
            case .revoked: .revoked
            case .alreadyRevoked: .alreadyRevoked
            case .unknown: .unknownAccepted
            }
        case .batch(let batch): batch.outcome
        case .introspected: .introspected
        case .refused: .refused
        }
    }

    var refusal: Refusal? {
        switch self {
        case .revoked, .introspected: nil
        case .batch(let batch): batch.refusal
        case .refused(let refusal): refusal
        }
    }
}
