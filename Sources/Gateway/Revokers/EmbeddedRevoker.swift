package import Primitives
package import Revocation

/// Carries calls out in the process, on a ledger, and learns tokens. One for each event loop; what comes in one turn of the
/// loop travels together, in its order.
package final class EmbeddedRevoker: Revoker {
    let protection: SubjectProtection
    let ledger: any Ledger
    let port: any LedgerPort
    let atEndOfTurn: (@escaping () -> Void) -> Void

    /// At most one of the three is not empty: they are submitted when the kind changes, so that the order is kept.
    private var waiting: [LedgerCall] = []
    private var waitingLessons: [LedgerLesson] = []
    var waitingQuestions: [LedgerQuestion] = []
    var finders = TicketTable<(waiter: any FindWaiter, ticket: Int)>()
    private var waiters = TicketTable<(waiter: any RevocationWaiter, ticket: Int)>()
    private var learners = TicketTable<(waiter: any LearnWaiter, ticket: Int)>()

    /// - Parameters:
    ///   - port: hands the ledger's answers to ``answered(_:)`` on this revoker's loop.
    ///   - atEndOfTurn: runs its argument on this loop after what the loop does now.
    package init(
        secret: SecretBytes, ledger: any Ledger, port: any LedgerPort,
        atEndOfTurn: @escaping (@escaping () -> Void) -> Void
    ) throws(CipherSetupFailure) {
        self.protection = try SubjectProtection(secret: secret)
        self.ledger = ledger
        self.port = port
        self.atEndOfTurn = atEndOfTurn
    }

    package func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        self.submit(call, isConfirmed: false, for: waiter, ticket: ticket)
    }

    private func submit(
        _ call: RevocationCall, isConfirmed: Bool, for waiter: any RevocationWaiter, ticket: Int
    ) {
        let subject: ProtectedSubject
        do throws(SealFailure) {
            subject = try self.protection.protect(call.subject.kind, call.subject.value.bytes)
        } catch {
            return waiter.decided(.unavailable(retryAfterSeconds: 1), nil, ticket: ticket)
        }
        if self.waiting.isEmpty { self.beginCalls() }
        self.waiting.append(
            LedgerCall(
                fingerprint: subject.fingerprint, kind: call.subject.kind, consumer: call.consumer,
                receivedAt: call.receivedAt, sealedValue: subject.sealedValue,
                ticket: self.waiters.add((waiter, ticket)),
                wantsDetails: call.wantsDetails, takesGrant: call.takesGrant, isConfirmed: isConfirmed))
    }

    /// Completes calls that the ledger has answered.
    package func answered(_ answers: [LedgerAnswer]) {
        for answer in answers {
            let waiting = self.waiters.remove(answer.ticket)
            waiting.waiter.decided(answer.outcome, answer.details.map(self.details), ticket: waiting.ticket)
        }
    }

    private func details(_ details: LedgerDetails) -> TokenDetails {
        TokenDetails(token: details.token.flatMap(self.value), expiresAt: details.expiresAt)
    }

    /// Nil: it does not open, or is not on file.
    func value(_ half: LearnedToken.Half) -> SubjectValue? {
        let value = SecretBuffer(capacity: 256)
        let subject = ProtectedSubject(fingerprint: half.fingerprint, sealedValue: half.sealedValue)
        guard (try? self.protection.open(subject, into: value)) != nil else { return nil }
        return SubjectValue(copying: value.bytes)
    }

    private func beginCalls() {
        self.submitLessons()
        self.submitQuestions()
        self.atEndOfTurn { self.submitCalls() }
    }

    func submitCalls() {
        guard !self.waiting.isEmpty else { return }
        let calls = self.waiting
        self.waiting.removeAll(keepingCapacity: true)
        self.ledger.submit(calls, from: self.port)
    }
}

extension EmbeddedRevoker: TokenConfirmer {
    package func confirm(
        _ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int
    ) {
        self.submit(call, isConfirmed: true, for: waiter, ticket: ticket)
    }
}

// Learning.
extension EmbeddedRevoker: TokenLearner {
    package func learn(
        _ issued: IssuedToken, owner: String?, receivedAt: Timestamp, for waiter: any LearnWaiter, ticket: Int
    ) {
        let token: LearnedToken
        do throws(SealFailure) {
            token = LearnedToken(
                reference: try self.half(.reference, issued.reference), token: try self.half(.token, issued.token),
                owner: owner, expiresAt: issued.expiresAt)
        } catch {
            return waiter.learned(.unavailable(retryAfterSeconds: 1), ticket: ticket)
        }
        self.submitCalls()
        self.submitQuestions()
        if self.waitingLessons.isEmpty { self.atEndOfTurn { self.submitLessons() } }
        self.waitingLessons.append(
            LedgerLesson(token: token, receivedAt: receivedAt, ticket: self.learners.add((waiter, ticket))))
    }

    /// Completes learned tokens that the ledger has answered.
    package func answered(_ answers: [LessonAnswer]) {
        for answer in answers {
            let waiting = self.learners.remove(answer.ticket)
            waiting.waiter.learned(answer.outcome, ticket: waiting.ticket)
        }
    }

    private func half(_ kind: SubjectKind, _ value: SubjectValue?) throws(SealFailure) -> LearnedToken.Half? {
        guard let value else { return nil }
        let subject = try self.protection.protect(kind, value.bytes)
        return LearnedToken.Half(fingerprint: subject.fingerprint, sealedValue: subject.sealedValue)
    }

    func submitLessons() {
        guard !self.waitingLessons.isEmpty else { return }
        let lessons = self.waitingLessons
        self.waitingLessons.removeAll(keepingCapacity: true)
        self.ledger.learn(lessons, from: self.port)
    }
}
