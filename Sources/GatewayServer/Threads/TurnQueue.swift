import NIOCore

/// What waits, one of each party in turn, and of a party what came first. Who has much waiting waits behind itself.
struct TurnQueue<Party: Hashable & Sendable, Element: Sendable>: Sendable {
    private var waiting: [Party: CircularBuffer<Element>] = [:]
    /// Who has something waiting, the next first.
    private var turns = CircularBuffer<Party>()
    private(set) var count = 0

    func count(of party: Party) -> Int { self.waiting[party]?.count ?? 0 }

    mutating func append(_ element: Element, of party: Party) {
        if self.waiting[party] == nil { self.turns.append(party) }
        self.waiting[party, default: CircularBuffer()].append(element)
        self.count += 1
    }

    mutating func popFirst() -> Element? {
        guard let party = self.turns.popFirst(), let element = self.waiting[party]?.popFirst() else { return nil }
        self.count -= 1
        if self.waiting[party]?.isEmpty == true {
            self.waiting[party] = nil
        } else {
            self.turns.append(party)
        }
        return element
    }
}
