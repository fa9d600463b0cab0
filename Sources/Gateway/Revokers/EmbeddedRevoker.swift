package import Primitives
package import Revocation

/// Carries calls out in the process, on a ledger. One for each event loop; calls of one loop turn travel together.
package final class EmbeddedRevoker: Revoker {
    private let protection: SubjectProtection
    private let ledger: any Ledger
    private let port: any LedgerPort
    private let atEndOfTurn: (@escaping () -> Void) -> Void

    private var waiting: [LedgerCall] = []
    private var waiters: [Waiting?] = []
    private var freeTickets: [Int] = []

    private struct Waiting {
        let waiter: any RevocationWaiter
        let ticket: Int
    }

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
        let subject: ProtectedSubject
        do throws(SealFailure) {
            subject = try self.protection.protect(call.subject.kind, call.subject.value.bytes)
        } catch {
            return waiter.decided(.unavailable(retryAfterSeconds: 1), nil, ticket: ticket)
        }
        if self.waiting.isEmpty { self.atEndOfTurn { self.flush() } }
        self.waiting.append(
            LedgerCall(
                fingerprint: subject.fingerprint, kind: call.subject.kind, consumer: call.consumer,
                receivedAt: call.receivedAt, sealedValue: subject.sealedValue,
                ticket: self.ticket(for: Waiting(waiter: waiter, ticket: ticket)),
                wantsDetails: call.wantsDetails))
    }

    /// Completes calls that the ledger has answered.
    package func answered(_ answers: [LedgerAnswer]) {
        for answer in answers {
            guard let waiting = self.waiters[answer.ticket] else {
                preconditionFailure("a ledger answers a ticket once, and tickets are free only after that")
            }
            self.waiters[answer.ticket] = nil
            self.freeTickets.append(answer.ticket)
            waiting.waiter.decided(answer.outcome, answer.details.map(self.details), ticket: waiting.ticket)
        }
    }

    private func details(_ details: LedgerDetails) -> TokenDetails {
        let value = SecretBuffer(capacity: 256)
        let token = details.token.flatMap { half -> SubjectValue? in
            let subject = ProtectedSubject(fingerprint: half.fingerprint, sealedValue: half.sealedValue)
            guard (try? self.protection.open(subject, into: value)) != nil else { return nil }
            return SubjectValue(copying: value.bytes)
        }
        return TokenDetails(token: token, expiresAt: details.expiresAt)
    }

    private func ticket(for waiting: Waiting) -> Int {
        if let ticket = self.freeTickets.popLast() {
            self.waiters[ticket] = waiting
            return ticket
        }
        self.waiters.append(waiting)
        return self.waiters.count - 1
    }

    private func flush() {
        let calls = self.waiting
        self.waiting.removeAll(keepingCapacity: true)
        self.ledger.submit(calls, from: self.port)
    }
}
