/// A consumer as the ledger holds it in memory: four bytes instead of a name, valid within one ``ConsumerNames``.
package struct ConsumerNumber: Hashable, Sendable {
    /// Whoever works at the machine: may revoke any token. No consumer has this number.
    package static let `operator` = ConsumerNumber(value: 0)

    package let value: UInt32

    package init(value: UInt32) {
        self.value = value
    }
}

/// Numbers for the names of consumers, in order of first appearance. Never forgets; consumers are few.
///
/// The operator's stored name is the empty string, which no consumer can have.
package struct ConsumerNames: Sendable {
    private var numbers: [String: ConsumerNumber] = ["": .operator]
    private var names: [String] = [""]
    private var recent = (name: "", number: ConsumerNumber.operator)

    package init() {}

    package var count: Int { self.names.count }

    package mutating func number(for name: String) -> ConsumerNumber {
        if self.recent.name == name { return self.recent.number }
        if let number = self.numbers[name] {
            self.recent = (name, number)
            return number
        }
        let number = ConsumerNumber(value: UInt32(self.names.count))
        self.numbers[name] = number
        self.names.append(name)
        return number
    }

    package func name(of number: ConsumerNumber) -> String {
        self.names[Int(number.value)]
    }
}
