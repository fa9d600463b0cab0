import Envelopes

/// A profile in JSON.
struct ProfileRow: Encodable {
    private let profile: String
    private let source: String
    private let note: String
    private let grade: String
    private let weaknesses: [String]
    private let fields: Fields
    /// Fields that are missing.
    private let needs: [String]

    init(_ definition: ProfileDefinition) {
        let sample = definition.sample
        self.profile = definition.name
        self.source = definition.source.rawValue
        self.note = definition.note
        self.grade = sample.grade
        self.weaknesses = Weakness.allCases.filter(sample.weaknesses.contains).map(\.rawValue)
        self.fields = Fields(list: definition.fields)
        self.needs = definition.needs.map(\.field)
    }

    private struct Fields: Encodable {
        let list: [ProfileField]

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Name.self)
            for field in self.list {
                let name = Name(stringValue: field.name)
                switch field.value {
                case .text(let text): try fields.encode(text, forKey: name)
                case .list(let words): try fields.encode(words, forKey: name)
                case .mapping(let pairs):
                    try fields.encode(
                        Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), forKey: name)
                }
            }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }
}
