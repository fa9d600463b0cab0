import Gateway

/// Whose body a connection waits for.
enum AwaitedBody {
    case of(AuthenticatedRequest)
    case ofAnonymous(AnonymousRequest, AnonymousHold)

    var refusalContext: ReplyContext {
        switch self {
        case .of(let request): request.refusalContext
        case .ofAnonymous(let request, _): request.refusalContext
        }
    }

    /// What a body is refused with that is too long; one that was to have the credential has none.
    var refusalOfLength: Refusal {
        if case .of = self { .bodyTooLarge } else { .badCredential }
    }
}
