/// Calls in the order in which they began to wait: taken from the front, seldom from the middle.
struct WaitingLine: Sendable {
    struct Item: Sendable {
        let call: CallID
        let since: Int
        /// The address that failed the call last.
        var avoids: Int?
        /// A kept connection broke under it: only a new one will do.
        let wantsFresh: Bool
    }

    private var items: [Item] = []
    private var start = 0

    var count: Int { self.items.count - self.start }
    var isEmpty: Bool { self.count == 0 }
    var first: Item? { self.isEmpty ? nil : self.items[self.start] }

    mutating func append(_ item: Item) {
        self.items.append(item)
    }

    /// Takes the first call that fits.
    mutating func takeFirst(where fits: (Item) -> Bool) -> CallID? {
        guard let index = self.items[self.start...].firstIndex(where: fits) else { return nil }
        let call = self.items[index].call
        if index == self.start {
            self.start += 1
            self.compact()
        } else {
            self.items.remove(at: index)
        }
        return call
    }

    mutating func remove(_ call: CallID) {
        _ = self.takeFirst { $0.call == call }
    }

    mutating func removeFirst() {
        _ = self.takeFirst { _ in true }
    }

    mutating func forget(_ slot: Int) {
        for index in self.items.indices where self.items[index].avoids == slot { self.items[index].avoids = nil }
    }

    mutating func takeAll() -> [CallID] {
        defer { self = WaitingLine() }
        return self.items[self.start...].map(\.call)
    }

    /// Gives back the room of what was taken, seldom enough to cost nothing.
    private mutating func compact() {
        if self.start == self.items.count {
            self.items.removeAll(keepingCapacity: true)
            self.start = 0
        } else if self.start >= 64, self.start * 2 > self.items.count {
            self.items.removeFirst(self.start)
            self.start = 0
        }
    }
}
