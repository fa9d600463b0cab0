/// Reads the fields of one profile and keeps what is wrong with them, so that an operator sees all of it at once.
final class ProfileReader {
    /// Fields where `none` is a value, or a mistake; elsewhere it takes away what another profile brought.
    private static let kept: Set<String> = [
        "algorithm", "insecure", "iv", "iv-length", "reply-wrapper", "padding", "tag", "encoding", "key-encoding",
        "serialization",
    ]

    private let values: [String: ProfileValue]
    private(set) var failures: [ProfileFailure] = []

    init(_ fields: [ProfileField]) {
        let written = fields.filter { $0.value != .text("none") || Self.kept.contains($0.name) }
        self.values = Dictionary(written.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// What is wrong in both directions is told once.
    func fail(_ field: String?, _ message: String) {
        let failure = ProfileFailure(field, message)
        if !self.failures.contains(failure) { self.failures.append(failure) }
    }

    func refuse(_ word: String, as field: String, _ message: String, known: [String]) {
        self.failures.append(ProfileFailure(field, message, choice: .init(word: word, known: known)))
    }

    func has(_ field: String) -> Bool { self.values[field] != nil }

    /// Refuses fields that are written and mean nothing beside the others.
    func leaveOut(_ fields: String..., because reason: String) {
        for field in fields where self.has(field) { self.fail(field, "\(reason); leave it out") }
    }

    func text(_ field: String) -> String? {
        switch self.values[field] {
        case nil: return nil
        case .text(let text)?: return text
        case .list?, .mapping?:
            self.fail(field, "must be a single value")
            return nil
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ field: String, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        self.text(field).flatMap { self.choice($0, of: field, type) }
    }

    func choices<Choice: RawRepresentable & CaseIterable>(
        _ field: String, _ type: Choice.Type
    ) -> [Choice]? where Choice.RawValue == String {
        guard let value = self.values[field] else { return nil }
        guard case .list(let words) = value, !words.isEmpty else {
            self.fail(
                field, "must be a list, like [\(type.allCases.prefix(2).map(\.rawValue).joined(separator: ", "))]")
            return nil
        }
        if Set(words).count < words.count { self.fail(field, "names something twice") }
        return words.compactMap { self.choice($0, of: field, type) }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ word: String, of field: String, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        if let choice = Choice(rawValue: word) { return choice }
        self.refuse(word, as: field, "\"\(word)\" is not a value of it", known: type.allCases.map(\.rawValue))
        return nil
    }

    func number(_ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = self.text(field) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number)
        else {
            self.fail(field, "\"\(text)\" is not a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// The pairs of a mapping, each name once.
    func mapping(_ field: String) -> [EnvelopeConstant]? {
        guard let value = self.values[field] else { return nil }
        guard case .mapping(let pairs) = value else {
            self.fail(field, "must be a mapping, like {NAME: VALUE}")
            return nil
        }
        if Set(pairs.map(\.name)).count < pairs.count { self.fail(field, "has a name twice") }
        return pairs
    }
}
