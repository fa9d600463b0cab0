import ArgumentParser
import Configuration
import Envelopes
import Primitives

struct CommonOptions: ParsableArguments {
    static let defaultConfig = "revgate.yaml"

    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = Self.defaultConfig

    @Flag(name: .long, help: "Print JSON, for programs.")
    var json = false

    /// The configuration as far as `scope` reads it, or the end of the command with every fault named.
    func configuration(_ scope: ConfigurationReader.Scope = .management) throws(CommandFailure) -> Configuration {
        let result: ConfigurationResult
        do throws(FileFailure) {
            result = try ConfigurationReader.read(self.config, scope: scope)
        } catch .missing(let path) {
            throw CommandFailure(
                .configuration, "\(path): no configuration here; make one with: revgate init, or name it with --config")
        } catch {
            throw CommandFailure(.configuration, error.description)
        }
        switch result {
        case .valid(let configuration): return configuration
        case .faulty(let faults):
            let lines = faults.map { $0.description(in: self.config) }
            throw CommandFailure(.configuration, lines.joined(separator: "\nrevgate: "))
        }
    }

    /// The key directory of the configuration.
    func keys() throws(CommandFailure) -> KeyDirectory {
        KeyDirectory(path: try self.configuration().keyDirectory)
    }
}

/// Reads the file that an argument names, `-` for standard input.
func readInput(_ path: String, limit: Int = ProtectedFile.defaultLimit) throws(CommandFailure) -> SecretBytes {
    try orFail(.inputOutput) { () throws(FileFailure) -> SecretBytes in
        path == "-"
            ? try ProtectedFile.readAll(0, path: "standard input", limit: limit)
            : try ProtectedFile.readUnguarded(path, limit: limit)
    }
}
