import Configuration
import Consumers
import Envelopes
import Gateway

extension SnapshotBuilder {
    /// What is not wrong and should not stay.
    func warnOfWeakness(_ consumers: [Consumer], _ inspection: inout Inspection) {
        inspection.warnings += self.warningsOfClearBodies()
        inspection.warnings += self.warningsOfProfiles(consumers)
        inspection.warnings += self.warningsOfPreferences(consumers)
        inspection.warnings.sort { ($0.line ?? 0) < ($1.line ?? 0) }
        inspection.weakSettings = self.configuration.weakSettings(of: consumers)
    }

    private func warningsOfClearBodies() -> [ConfigurationFault] {
        var warnings: [ConfigurationFault] = []
        for entry in self.configuration.routes where entry.route.allowsPlaintext {
            warnings.append(
                ConfigurationFault(line: entry.line, message: "\(entry.place) takes clear bodies: plaintext: allow"))
        }
        for entry in self.configuration.upstreams where entry.sendsClearBodiesAbroad {
            warnings.append(
                ConfigurationFault(
                    line: entry.line,
                    message: "\(entry.place): bodies travel in the clear to another machine; give it a cipher"))
        }
        for entry in self.configuration.upstreams where entry.credential?.clientCredentials?.sendsSecretAbroad ?? false
        {
            warnings.append(
                ConfigurationFault(
                    line: entry.line,
                    message: "\(entry.place): the client's secret travels in the clear to another machine; "
                        + "write token-url with https://"))
        }
        return warnings
    }

    private func warningsOfProfiles(_ consumers: [Consumer]) -> [ConfigurationFault] {
        var warnings: [ConfigurationFault] = []
        for entry in self.configuration.routes {
            let expected = entry.expectedProfiles(of: consumers)
            for profile in entry.route.ciphers.map(\.profile) where !profile.weaknesses.isEmpty {
                let users = expected.filter { $0.profile.name == profile.name }.map(\.consumer.name)
                warnings.append(
                    ConfigurationFault(
                        line: entry.line,
                        message: "\(entry.place): \(profile.weaknessText); consumers: \(Self.list(users))"))
            }
        }
        for entry in self.configuration.upstreams {
            guard let profile = entry.cipher?.profile, !profile.weaknesses.isEmpty else { continue }
            warnings.append(ConfigurationFault(line: entry.line, message: "\(entry.place): \(profile.weaknessText)"))
        }
        return warnings
    }

    private func warningsOfPreferences(_ consumers: [Consumer]) -> [ConfigurationFault] {
        self.configuration.routes.compactMap { entry in
            let profiles = entry.route.ciphers.map(\.profile.name)
            guard !profiles.isEmpty else { return nil }
            let astray = consumers.filter { consumer in
                entry.admits(consumer) && consumer.bodyProfile.map { !profiles.contains($0) } ?? false
            }
            guard !astray.isEmpty else { return nil }
            return ConfigurationFault(
                line: entry.line,
                message: "\(entry.place): takes no bodies of the profile that is preferred by consumers: "
                    + Self.list(astray.map(\.name)))
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.sorted().prefix(5).joined(separator: ", ")
        if names.isEmpty { return "none" }
        return names.count > 5 ? "\(shown) (and \(names.count - 5) more)" : shown
    }
}

extension CipherProfile {
    /// `profile aes-192-cbc is weak (not-authenticated)`.
    fileprivate var weaknessText: String {
        "profile \(self.name) is weak (\(self.weaknesses.map(\.rawValue).sorted().joined(separator: ", ")))"
    }
}
