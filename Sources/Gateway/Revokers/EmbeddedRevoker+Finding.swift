package import Revocation

extension EmbeddedRevoker: TokenFinder {
    package func find(_ subject: Subject, for waiter: any FindWaiter, ticket: Int) {
        let fingerprint = self.protection.fingerprint(subject.kind, subject.value.bytes)
        self.submitCalls()
        self.submitLessons()
        if self.waitingQuestions.isEmpty { self.atEndOfTurn { self.submitQuestions() } }
        self.waitingQuestions.append(
            LedgerQuestion(fingerprint: fingerprint, ticket: self.finders.add((waiter, ticket))))
    }

    /// Completes questions that the ledger has answered.
    package func answered(_ answers: [FindAnswer]) {
        for answer in answers {
            let waiting = self.finders.remove(answer.ticket)
            waiting.waiter.found(self.outcome(answer.outcome), ticket: waiting.ticket)
        }
    }

    func submitQuestions() {
        guard !self.waitingQuestions.isEmpty else { return }
        let questions = self.waitingQuestions
        self.waitingQuestions.removeAll(keepingCapacity: true)
        self.ledger.find(questions, from: self.port)
    }

    private func outcome(_ outcome: FindAnswer.Outcome) -> FindOutcome {
        switch outcome {
        case .found(let finding):
            .found(
                TokenFinding(
                    state: finding.state, counterpart: finding.counterpart.flatMap(self.value), owner: finding.owner,
                    kind: finding.kind, expiresAt: finding.expiresAt))
        case .unavailable(let seconds):
            .unavailable(retryAfterSeconds: seconds)
        }
    }
}
