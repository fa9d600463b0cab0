package import Primitives
import Yams

/// What a configuration file turned out to be.
package enum ConfigurationResult: Sendable {
    case valid(Configuration)
    case faulty([ConfigurationFault])
}

/// Reads `revgate.yaml`: unknown keys are errors, and all faults are told at once.
package enum ConfigurationReader {
    private static let keys = [
        "listen", "admin", "keys", "store", "embedded", "ciphers", "upstreams", "routes", "limits",
        "trusted-proxies", "access-log",
    ]

    /// How much of the file a command uses; the rest is left unread and cannot be at fault.
    package enum Scope: Sendable {
        case everything
        /// Keys, store, embedded revoker and profiles: what the commands beside a gateway work on.
        case management
    }

    package static func read(_ path: String, scope: Scope = .everything) throws(FileFailure) -> ConfigurationResult {
        let bytes = try ProtectedFile.read(path, secrecy: .guarded)
        let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        return self.read(text: text, path: path, scope: scope)
    }

    package static func read(text: String, path: String, scope: Scope = .everything) -> ConfigurationResult {
        let faults = Faults()
        let root: Node
        do {
            guard let node = try Yams.compose(yaml: text) else {
                return .faulty([ConfigurationFault(line: 0, message: "is empty")])
            }
            root = node
        } catch {
            return .faulty([self.fault(of: error)])
        }
        guard let reader = MappingReader(root, place: "the configuration", faults: faults) else {
            return .faulty(faults.list)
        }
        var configuration = Configuration(path: path)
        configuration.readPlaces(reader)
        configuration.readEmbedded(reader)
        configuration.readProfiles(reader)
        if scope == .everything {
            reader.allow(self.keys)
            configuration.readListeners(reader)
            configuration.readAdmin(reader)
            configuration.readUpstreams(reader)
            configuration.readRoutes(reader)
            configuration.checkUnknownTokens(faults)
            configuration.readTrustedProxies(reader)
            configuration.readLimits(reader)
            configuration.readAccessLog(reader)
        }
        return faults.list.isEmpty
            ? .valid(configuration) : .faulty(faults.list.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    private static func fault(of error: any Error) -> ConfigurationFault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ConfigurationFault(line: mark.line, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            ConfigurationFault(
                line: context.mark.line,
                message: "a key stands twice: \(duplicates.map { String(describing: $0) }.joined(separator: ", "))")
        default:
            ConfigurationFault(line: 0, message: "not YAML that can be read")
        }
    }
}
