import Revocation

/// Exact counts over the folded table, changed in the same transactions as the table.
final class CounterTable {
    private static let subjects = "subjects"
    private static let unknownPrefix = "unknown:"

    private let addStatement: PreparedStatement
    private let selectStatement: PreparedStatement

    init(_ connection: StoreConnection) throws(StoreFailure) {
        self.addStatement = try connection.prepare(
            "INSERT INTO counter VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
            operation: "count")
        self.selectStatement = try connection.prepare(
            "SELECT name, value FROM counter", operation: "read the counts")
    }

    func add(subjects: Int, unknown: UnknownClaims, names: borrowing ConsumerNames) throws(StoreFailure) {
        if subjects != 0 { try self.add(subjects, to: Self.subjects) }
        for (consumer, change) in unknown.all {
            try self.add(change, to: Self.unknownPrefix + names.name(of: consumer))
        }
    }

    func read(names: inout ConsumerNames) throws(StoreFailure) -> (subjects: Int, unknown: UnknownClaims) {
        var subjects = 0
        var unknown = UnknownClaims()
        defer { self.selectStatement.reset() }
        while try self.selectStatement.step() {
            let name = self.selectStatement.text(0)
            let value = Int(self.selectStatement.integer(1))
            if name == Self.subjects {
                subjects = value
            } else if name.hasPrefix(Self.unknownPrefix) {
                unknown.add(value, to: names.number(for: String(name.dropFirst(Self.unknownPrefix.count))))
            }
        }
        return (subjects, unknown)
    }

    private func add(_ change: Int, to name: String) throws(StoreFailure) {
        self.addStatement.bind(1, text: name)
        self.addStatement.bind(2, Int64(change))
        try self.addStatement.run()
    }
}
