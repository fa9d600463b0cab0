import Revocation

/// The answers of one group, sorted by port: each is called once. Ports are as few as loops, so they are searched.
struct AnswerSheet {
    private var ports: [any LedgerPort] = []
    private var answers: [[LedgerAnswer]] = []
    private var lessons: [[LessonAnswer]] = []
    private var findings: [[FindAnswer]] = []

    mutating func reset() {
        self.ports.removeAll(keepingCapacity: true)
        self.answers.removeAll(keepingCapacity: true)
        self.lessons.removeAll(keepingCapacity: true)
        self.findings.removeAll(keepingCapacity: true)
    }

    /// Where the port's answers go.
    mutating func column(for submission: Submission) -> Int {
        if let column = self.ports.firstIndex(where: { $0 === submission.port }) { return column }
        self.ports.append(submission.port)
        self.answers.append([])
        self.lessons.append([])
        self.findings.append([])
        let column = self.ports.count - 1
        switch submission.work {
        case .revoke(let calls): self.answers[column].reserveCapacity(calls.count)
        case .learn(let lessons): self.lessons[column].reserveCapacity(lessons.count)
        case .find(let questions): self.findings[column].reserveCapacity(questions.count)
        }
        return column
    }

    mutating func add(
        _ outcome: RevocationOutcome, _ details: LedgerDetails? = nil, for ticket: Int, in column: Int
    ) {
        self.answers[column].append(LedgerAnswer(ticket: ticket, outcome: outcome, details: details))
    }

    mutating func add(_ outcome: LearnOutcome, for ticket: Int, in column: Int) {
        self.lessons[column].append(LessonAnswer(ticket: ticket, outcome: outcome))
    }

    mutating func add(_ outcome: FindAnswer.Outcome, for ticket: Int, in column: Int) {
        self.findings[column].append(FindAnswer(ticket: ticket, outcome: outcome))
    }

    func deliver() {
        for (column, port) in self.ports.enumerated() {
            if !self.answers[column].isEmpty { port.deliver(self.answers[column]) }
            if !self.lessons[column].isEmpty { port.deliver(self.lessons[column]) }
            if !self.findings[column].isEmpty { port.deliver(self.findings[column]) }
        }
    }
}
