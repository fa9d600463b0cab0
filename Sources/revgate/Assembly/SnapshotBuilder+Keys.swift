import Configuration
import Consumers
import Envelopes
import Gateway
import Primitives

extension SnapshotBuilder {
    /// Loads every key that a route, a consumer, an upstream or a profile names, and tries it under the profiles it is used
    /// with; and writes what is published of keys.
    func keys(_ consumers: [Consumer], _ inspection: inout Inspection) -> (
        named: [String: NamedKey], documents: [String: [UInt8]]
    ) {
        var trial = KeyTrial(self.directory)
        var told: Set<String> = []
        for use in self.configuration.cipherUses(by: consumers) {
            guard let wrong = trial.tryOne(of: use.choices) else { continue }
            let message = "\(use.place): \(wrong)"
            if told.insert("\(use.line) \(message)").inserted {
                inspection.faults.append(ConfigurationFault(line: use.line, message: message))
            }
        }
        var documents: [String: [UInt8]] = [:]
        for entry in self.configuration.routes where !entry.route.published.isEmpty {
            documents[entry.route.name] = self.document(entry, &trial, &inspection)
        }
        return (trial.keys, documents)
    }

    private func document(
        _ entry: Configuration.RouteEntry, _ trial: inout KeyTrial, _ inspection: inout Inspection
    ) -> [UInt8] {
        var keys: [NamedKey] = []
        for name in entry.route.published {
            do throws(KeyTrial.Failure) {
                let key = try trial.load(name)
                guard key.usable.allSatisfy({ $0.material?.octets == nil }) else {
                    throw KeyTrial.Failure(
                        message: "key \"\(name)\" is a secret: only public halves can be published; leave it out")
                }
                guard !key.usable.isEmpty else {
                    throw KeyTrial.Failure(
                        message: "key \"\(name)\" has no version that opens; nothing would be published")
                }
                keys.append(key)
            } catch {
                inspection.faults.append(
                    ConfigurationFault(line: entry.line, message: "\(entry.place): \(error.message)"))
            }
        }
        return JWK.publicSet(of: keys).withUnsafeBytes { Array($0) }
    }
}
