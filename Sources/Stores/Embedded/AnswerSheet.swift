import Revocation

/// The answers of one group, sorted by port: each is called once. Ports are as few as loops, so they are searched.
struct AnswerSheet {
    private var ports: [any LedgerPort] = []
    private var answers: [[LedgerAnswer]] = []

    mutating func reset() {
        self.ports.removeAll(keepingCapacity: true)
        self.answers.removeAll(keepingCapacity: true)
    }

    /// Where the port's answers go.
    mutating func column(for port: any LedgerPort, expecting count: Int) -> Int {
        if let column = self.ports.firstIndex(where: { $0 === port }) { return column }
        self.ports.append(port)
        self.answers.append([])
        self.answers[self.answers.count - 1].reserveCapacity(count)
        return self.ports.count - 1
    }

    mutating func add(
        _ outcome: RevocationOutcome, _ details: LedgerDetails? = nil, for ticket: Int, in column: Int
    ) {
        self.answers[column].append(LedgerAnswer(ticket: ticket, outcome: outcome, details: details))
    }

    func deliver() {
        for (port, answers) in zip(self.ports, self.answers) { port.deliver(answers) }
    }
}
