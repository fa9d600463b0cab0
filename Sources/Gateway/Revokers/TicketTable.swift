/// Who waits for a ledger's answers, by ticket; tickets are used again.
struct TicketTable<Waiting> {
    private var waiting: [Waiting?] = []
    private var free: [Int] = []

    mutating func add(_ one: Waiting) -> Int {
        if let ticket = self.free.popLast() {
            self.waiting[ticket] = one
            return ticket
        }
        self.waiting.append(one)
        return self.waiting.count - 1
    }

    subscript(ticket: Int) -> Waiting {
        guard let one = self.waiting[ticket] else {
            preconditionFailure("a ledger answers a ticket once, and tickets are free only after that")
        }
        return one
    }

    mutating func remove(_ ticket: Int) -> Waiting {
        let one = self[ticket]
        self.waiting[ticket] = nil
        self.free.append(ticket)
        return one
    }
}
