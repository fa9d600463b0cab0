package import Envelopes
import Yams

extension Configuration {
    /// Built-in profiles and those of `ciphers:`, as written.
    package var profileDefinitions: [ProfileDefinition] { ProfileDefinition.builtIn + self.ownProfiles }

    /// Why a name is none of ``profiles``, and the way out.
    package func whyNoProfile(_ name: String) -> String {
        if let why = ProfileDefinition.builtIn(named: name)?.incompleteness { return "built-in profile \(name) \(why)" }
        let known = self.profiles.map(\.name) + ProfileDefinition.builtIn.filter { !$0.needs.isEmpty }.map(\.name)
        return "unknown profile \"\(name)\"\(Suggestion.nearest(to: name, among: known) ?? "; see: revgate profiles")"
    }

    mutating func readProfiles(_ root: MappingReader) {
        guard let reader = root.mapping("ciphers", place: "ciphers") else { return }
        for name in reader.keys {
            if ProfileDefinition.builtIn(named: name) != nil {
                reader.fault(
                    name, "is a built-in profile; choose another name, and take its fields over with like: \(name)")
            } else if !KeyName.isValid(name) {
                reader.fault(name, "is not a name of a profile: use 1 to 64 of a-z, 0-9 and -")
            } else if let fields = reader.mapping(name) {
                self.readProfile(name, fields)
            }
        }
    }

    private mutating func readProfile(_ name: String, _ reader: MappingReader) {
        self.faultyProfiles.insert(name)
        guard let fields = self.fields(of: reader) else { return }
        var base: ProfileDefinition?
        if reader.node("like") != nil {
            base = self.base(of: reader)
            guard base != nil else { return }
        }
        let definition = ProfileDefinition(name: name, fields: fields, like: base)
        let missing = base?.missing(from: definition.fields) ?? []
        for need in missing {
            reader.fault(
                "like",
                "\(base?.name ?? "") needs \(need.field), \(need.what); add, like \(need.field): \(need.example.yaml)")
        }
        guard missing.isEmpty else { return }
        do throws(ProfileFailures) {
            self.profiles.append(try CipherProfile(name: name, fields: definition.fields))
            self.ownProfiles.append(definition)
            self.faultyProfiles.remove(name)
        } catch {
            for failure in error.list { reader.fault(failure, like: base) }
        }
    }

    /// The profile whose fields are taken over; nil with a fault.
    private func base(of reader: MappingReader) -> ProfileDefinition? {
        guard let name = reader.text("like") else { return nil }
        if let base = self.profileDefinitions.first(where: { $0.name == name }) { return base }
        if !self.faultyProfiles.contains(name) || reader.place.hasSuffix(": \(name)") {
            let known = self.profileDefinitions.map(\.name)
            let hint = Suggestion.nearest(to: name, among: known)
            reader.fault("like", "no profile \"\(name)\"\(hint ?? " stands above; see: revgate profiles")")
        }
        return nil
    }

    private func fields(of reader: MappingReader) -> [ProfileField]? {
        var fields: [ProfileField] = []
        var isGood = true
        for key in reader.keys where key != "like" {
            guard let value = reader.node(key).flatMap(ProfileValue.init(node:)) else {
                reader.fault(key, "must be a single value, a list of such, or a mapping of names to such")
                isGood = false
                continue
            }
            fields.append(ProfileField(name: key, value: value))
        }
        return isGood ? fields : nil
    }
}

extension MappingReader {
    fileprivate func fault(_ failure: ProfileFailure, like base: ProfileDefinition?) {
        let hint = failure.choice.map { Suggestion.text(for: $0.word, among: $0.known) } ?? ""
        guard let field = failure.field else {
            self.faults.add(self.line, "\(self.place): \(failure.message)\(hint)")
            return
        }
        if self.node(field) == nil, let base, base.fields.contains(where: { $0.name == field }) {
            self.faults.add(
                self.line(of: "like"), "\(self.place): \(field) of \(base.name): \(failure.message)\(hint)")
        } else {
            self.fault(field, "\(failure.message)\(hint)")
        }
    }
}

extension ProfileValue {
    /// nil where there is more than one level.
    fileprivate init?(node: Node) {
        switch node {
        case .scalar(let scalar): self = .text(scalar.string)
        case .sequence(let elements):
            var words: [String] = []
            for element in elements {
                guard case .scalar(let scalar) = element else { return nil }
                words.append(scalar.string)
            }
            self = .list(words)
        case .mapping(let pairs):
            var constants: [EnvelopeConstant] = []
            for (key, value) in pairs {
                guard let name = key.string, case .scalar(let scalar) = value else { return nil }
                var constant = EnvelopeConstant(name: name, value: scalar.string)
                constant.isLiteral = scalar.style == .plain && scalar.string.isJSONLiteral
                constants.append(constant)
            }
            self = .mapping(constants)
        case .alias: return nil
        }
    }
}

extension String {
    /// A whole number, `true`, `false` or `null` as JSON writes it.
    fileprivate var isJSONLiteral: Bool {
        if ["true", "false", "null"].contains(self) { return true }
        let digits = self.hasPrefix("-") ? self.dropFirst() : self[...]
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && (1...15).contains(digits.utf8.count)
            && (digits == "0" || !digits.hasPrefix("0"))
    }
}
