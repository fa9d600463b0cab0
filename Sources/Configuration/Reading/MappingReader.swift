import Yams

/// Reads one YAML mapping key by key, and finds the keys that nobody asked for.
struct MappingReader {
    let line: Int
    /// What this mapping is, for messages: `routes[2]`.
    let place: String
    let faults: Faults
    private let entries: [(key: String, line: Int, value: Node)]

    init?(_ node: Node, place: String, faults: Faults) {
        self.place = place
        self.faults = faults
        self.line = node.mark?.line ?? 0
        guard case .mapping(let mapping) = node else {
            faults.add(self.line, "\(place) must be a mapping of keys to values")
            return nil
        }
        self.entries = mapping.map { ($0.key.string ?? "?", $0.key.mark?.line ?? 0, $0.value) }
    }

    /// Refuses every key but the known ones; `later` are keys of the contract that this build does not carry out.
    func allow(_ known: [String], later: [String] = []) {
        for entry in self.entries where !known.contains(entry.key) {
            if later.contains(entry.key) {
                self.faults.add(entry.line, "\(self.place): \"\(entry.key)\" is not carried out by this build")
            } else {
                let hint = Suggestion.text(for: entry.key, among: known)
                self.faults.add(entry.line, "\(self.place): unknown key \"\(entry.key)\"\(hint)")
            }
        }
    }

    var keys: [String] { self.entries.map(\.key) }

    func node(_ key: String) -> Node? {
        self.entries.first { $0.key == key }?.value
    }

    /// Line of a key's value, of the mapping itself when the key is missing.
    func line(of key: String) -> Int {
        self.entries.first { $0.key == key }?.line ?? self.line
    }

    /// The text of a scalar; nil when missing or, with a fault, when it is no scalar.
    func text(_ key: String) -> String? {
        guard let node = self.node(key) else { return nil }
        guard case .scalar(let scalar) = node else {
            self.fault(key, "must be a single value")
            return nil
        }
        return scalar.string
    }

    /// The mapping below a key; nil when missing or, with a fault, when it is none.
    func mapping(_ key: String, place: String? = nil) -> MappingReader? {
        guard let node = self.node(key) else { return nil }
        return MappingReader(node, place: place ?? "\(self.place): \(key)", faults: self.faults)
    }

    /// A list of scalars as they are written; nil when missing or, with a fault, when it is none.
    func texts(_ key: String) -> [String]? {
        guard let node = self.node(key) else { return nil }
        guard case .sequence(let sequence) = node else {
            self.fault(key, "must be a list, like [A, B]")
            return nil
        }
        var texts: [String] = []
        for element in sequence {
            guard case .scalar(let scalar) = element else {
                self.fault(key, "must be a list of single values")
                return nil
            }
            texts.append(scalar.string)
        }
        return texts
    }

    func required(_ key: String) -> String? {
        guard self.node(key) != nil else {
            self.faults.add(self.line, "\(self.place): \"\(key)\" is missing")
            return nil
        }
        return self.text(key)
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = self.text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            self.fault(
                key,
                "\"\(text)\" is not a value of it\(Suggestion.text(for: text, among: type.allCases.map(\.rawValue)))")
            return nil
        }
        return choice
    }

    /// A value in a unit, through one of the readers of ``Quantity``.
    func quantity(_ key: String, _ read: (String) -> Int?, example: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = self.text(key) else { return nil }
        guard let value = read(text) else {
            self.fault(key, "\"\(text)\" cannot be read; write it like \(example)")
            return nil
        }
        guard range.contains(value) else {
            self.fault(key, "\(text) is out of range")
            return nil
        }
        return value
    }

    func fault(_ key: String, _ message: String) {
        self.faults.add(self.line(of: key), "\(self.place): \(key): \(message)")
    }
}

extension Node {
    /// The elements of a sequence, or a fault and none.
    func elements(place: String, faults: Faults) -> [Node] {
        guard case .sequence(let sequence) = self else {
            faults.add(self.mark?.line ?? 0, "\(place) must be a list")
            return []
        }
        return Array(sequence)
    }
}
