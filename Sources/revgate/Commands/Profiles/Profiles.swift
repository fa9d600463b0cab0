import ArgumentParser
import Configuration
import Envelopes
import Foundation

struct Profiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the profiles that bodies can be sealed with: all, or one with its fields.",
        discussion: """
            Built-in profiles, and those of the configuration where there is one. A built-in profile that NEEDS a field
            is used through a profile of your own that says: like: NAME.

            Example: revgate profiles paywize-v1
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The profile to show with its fields.") var name: String?

    func run() throws {
        let definitions = try self.definitions()
        guard let name = self.name else { return self.list(definitions) }
        guard let definition = definitions.first(where: { $0.name == name }) else {
            let hint = Suggestion.nearest(to: name, among: definitions.map(\.name))
            throw CommandFailure(.usage, "no profile \"\(name)\"\(hint ?? "; see: revgate profiles")")
        }
        if self.options.json { return Terminal.print(json: ProfileRow(definition)) }
        Terminal.print(definition.page)
    }

    /// The built-in ones alone where no configuration was named and none is here.
    private func definitions() throws(CommandFailure) -> [ProfileDefinition] {
        let path = self.options.config
        if path == CommonOptions.defaultConfig, !FileManager.default.fileExists(atPath: path) {
            return ProfileDefinition.builtIn
        }
        return try self.options.configuration().profileDefinitions
    }

    private func list(_ definitions: [ProfileDefinition]) {
        if self.options.json { return Terminal.print(json: definitions.map(ProfileRow.init)) }
        var table = Table("PROFILE", "SOURCE", "ALGORITHM", "GRADE", "NEEDS")
        for definition in definitions {
            let needs = definition.needs.map(\.field).joined(separator: ", ")
            table.add(
                definition.name, definition.source.rawValue, definition.algorithm, definition.sample.grade,
                needs.isEmpty ? "-" : needs)
        }
        Terminal.print(table.text)
    }
}

extension ProfileDefinition {
    /// As it is written in a configuration.
    fileprivate var page: String {
        let isBuiltIn = self.source != .configuration
        var lines = ["# \(self.name) (\(self.source.rawValue))" + (self.note.isEmpty ? "" : ": \(self.note)")]
        lines.append("# \(self.sample.grade)")
        lines += ["ciphers:", "  \(isBuiltIn ? "my-" : "")\(self.name):"]
        lines += self.fields.map { "    \($0.name): \($0.value.yaml)" }
        lines += self.needs.map { "    \($0.field): \($0.example.yaml)   # yours: \($0.what)" }
        return lines.joined(separator: "\n")
    }
}
