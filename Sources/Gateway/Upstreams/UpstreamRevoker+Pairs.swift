import Revocation

/// Subjects that have no place in the upstream's requests: a reference where it wants a token, or the other way round.
/// Where the ledger knows the pair, the upstream is asked about the other half; else the call is refused.
extension UpstreamRevoker: FindWaiter {
    func revokeOtherHalf(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        self.finder.find(call.subject, for: self, ticket: self.searching.add((call, waiter, ticket)))
    }

    func found(_ outcome: FindOutcome, ticket: Int) {
        let (call, waiter, ticket) = self.searching.remove(ticket)
        switch outcome {
        case .unavailable(let seconds):
            waiter.decided(.unavailable(retryAfterSeconds: seconds), nil, ticket: ticket)
        case .found(let finding):
            if let owner = finding.owner, owner != call.consumer {
                return waiter.decided(.ownedByAnother, nil, ticket: ticket)
            }
            let kind = call.subject.kind.otherHalf
            guard let value = finding.counterpart, self.expresses(kind) else {
                return waiter.decided(.unsupportedSubject, nil, ticket: ticket)
            }
            self.send(call.about(Subject(kind: kind, value: value), hint: call.hint), for: waiter, ticket: ticket)
        }
    }
}

extension SubjectKind {
    fileprivate var otherHalf: SubjectKind {
        switch self {
        case .reference: .token
        case .token: .reference
        }
    }
}

extension RevocationCall {
    /// The same call about another subject, or with another hint.
    func about(_ subject: Subject, hint: TokenKind?) -> RevocationCall {
        RevocationCall(
            subject: subject, hint: hint, hintIsType: self.hintIsType, consumer: self.consumer,
            receivedAt: self.receivedAt,
            wantsDetails: self.wantsDetails, takesGrant: self.takesGrant, origin: self.origin)
    }
}
