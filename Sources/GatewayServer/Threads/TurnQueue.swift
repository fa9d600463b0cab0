import NIOCore

/// What waits, in the order in which it is taken: what is under way first, then one of each party in turn. A party that has
/// many waiting waits behind itself.
struct TurnQueue<Party: Hashable & Sendable, Element: Sendable>: Sendable {
    private var underWay = CircularBuffer<Element>()
    private var waiting: [Party: CircularBuffer<Element>] = [:]
    /// Who has something waiting, the next first.
    private var turns = CircularBuffer<Party>()
    private(set) var count = 0

    func count(of party: Party) -> Int { self.waiting[party]?.count ?? 0 }

    mutating func append(underWay element: Element) {
        self.underWay.append(element)
        self.count += 1
    }

    mutating func append(_ element: Element, of party: Party) {
        if self.waiting[party] == nil { self.turns.append(party) }
        self.waiting[party, default: CircularBuffer()].append(element)
        self.count += 1
    }

    mutating func popFirst() -> Element? {
        guard let element = self.underWay.popFirst() ?? self.popTurn() else { return nil }
        self.count -= 1
        return element
    }

    mutating func removeAll() { self = Self() }

    private mutating func popTurn() -> Element? {
        guard let party = self.turns.popFirst(), let element = self.waiting[party]?.popFirst() else { return nil }
        if self.waiting[party]?.isEmpty == true {
            self.waiting[party] = nil
        } else {
            self.turns.append(party)
        }
        return element
    }
}
