/// A profile as written: what ``CipherProfile`` is read from, and what `like` takes over.
package struct ProfileDefinition: Sendable {
    /// A field that only who uses the profile can fill.
    package struct Need: Sendable {
        package let field: String
        /// What belongs there.
        package let what: String
        /// A value as one may write it.
        package let example: ProfileValue

        init(_ field: String, _ what: String, example: ProfileValue) {
            self.field = field
            self.what = what
            self.example = example
        }
    }

    package let name: String
    package let source: CipherProfile.Source
    /// Whose it is, and what an operator must know of it.
    package let note: String
    package let fields: [ProfileField]
    /// Of a built-in one: what is missing; it is used through `like` alone then.
    package let needs: [Need]

    init(
        _ name: String, _ source: CipherProfile.Source, _ note: String,
        _ fields: KeyValuePairs<String, ProfileValue>, needs: [Need] = []
    ) {
        self.name = name
        self.source = source
        self.note = note
        self.fields = fields.map { ProfileField(name: $0.key, value: $0.value) }
        self.needs = needs
    }

    /// One of the configuration.
    ///
    /// - Parameters:
    ///   - fields: as written, without `like`.
    ///   - base: whose fields count where none are written.
    package init(name: String, fields: [ProfileField], like base: ProfileDefinition?) {
        let written = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let taken = (base?.fields ?? []).map { ProfileField(name: $0.name, value: written[$0.name] ?? $0.value) }
        let own = fields.filter { field in !taken.contains { $0.name == field.name } }
        self.name = name
        self.source = .configuration
        self.note = base.map { "like \($0.name)" } ?? ""
        self.fields = taken + own
        self.needs = []
    }

    /// What is still missing once the fields of another are taken over.
    package func missing(from fields: [ProfileField]) -> [Need] {
        self.needs.filter { need in !fields.contains { $0.name == need.field } }
    }

    /// What `algorithm` names.
    package var algorithm: String {
        if case .text(let name)? = self.fields.first(where: { $0.name == "algorithm" })?.value { name } else { "" }
    }

    /// The profile with what it needs filled in as its examples say: what can be said of it before it is completed.
    package var sample: CipherProfile {
        let needed = self.needs.map { ProfileField(name: $0.field, value: $0.example) }
        do throws(ProfileFailures) {
            return try CipherProfile(name: self.name, source: self.source, fields: self.fields + needed)
        } catch {
            preconditionFailure("profile \(self.name) was read before: \(error.list)")
        }
    }

    /// Why it cannot be used as it is, and the way out; nil where it can.
    package var incompleteness: String? {
        guard !self.needs.isEmpty else { return nil }
        let what = self.needs.map { "\($0.field) (\($0.what))" }.joined(separator: ", ")
        let example = self.needs.map { "\($0.field): \($0.example.yaml)" }.joined(separator: ", ")
        return "is to be completed with \(what); write under ciphers: my-\(self.name): "
            + "{like: \(self.name), \(example)}"
    }
}

extension CipherProfile {
    /// The profiles that need nothing more than keys.
    package static let builtIn = ProfileDefinition.builtIn.filter(\.needs.isEmpty).map(\.sample)

    /// A profile of an algorithm with its defaults.
    package init(name: String, algorithm: CipherAlgorithm) {
        self.init(name: name, format: .symmetric(SymmetricFormat(algorithm: algorithm)))
    }
}
