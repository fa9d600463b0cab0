/// One key whose value is a number with a unit, the property it fills, and what it may be.
struct QuantityField<Target>: Sendable {
    let key: String
    let field: any WritableKeyPath<Target, Int> & Sendable
    let read: @Sendable (String) -> Int?
    let example: String
    let range: ClosedRange<Int>

    /// Milliseconds.
    static func duration(
        _ key: String, _ field: any WritableKeyPath<Target, Int> & Sendable, _ example: String,
        _ range: ClosedRange<Int>
    ) -> QuantityField {
        QuantityField(key: key, field: field, read: Quantity.duration, example: example, range: range)
    }

    /// Bytes.
    static func size(
        _ key: String, _ field: any WritableKeyPath<Target, Int> & Sendable, _ example: String,
        _ range: ClosedRange<Int>
    ) -> QuantityField {
        QuantityField(key: key, field: field, read: Quantity.size, example: example, range: range)
    }

    static func count(
        _ key: String, _ field: any WritableKeyPath<Target, Int> & Sendable, _ example: String,
        _ range: ClosedRange<Int>
    ) -> QuantityField {
        QuantityField(key: key, field: field, read: Quantity.count, example: example, range: range)
    }
}

extension MappingReader {
    /// Fills what is written; what is left out keeps its default.
    func take<Target>(_ fields: [QuantityField<Target>], into target: inout Target) {
        for field in fields {
            if let value = self.quantity(field.key, field.read, example: field.example, in: field.range) {
                target[keyPath: field.field] = value
            }
        }
    }

    /// Keeps a value at or above another one: written lower it is a fault, left out it follows.
    func keep(_ key: String, _ value: inout Int, atLeast other: Int, of otherKey: String) {
        guard value < other else { return }
        if self.node(key) != nil { self.fault(key, "is less than \(otherKey); raise it, or lower \(otherKey)") }
        value = other
    }

    /// Keeps a value at or below another one: written higher it is a fault, left out it follows.
    func keep(_ key: String, _ value: inout Int, atMost other: Int, of otherKey: String) {
        guard value > other else { return }
        if self.node(key) != nil { self.fault(key, "is more than \(otherKey); lower it, or raise \(otherKey)") }
        value = other
    }
}
