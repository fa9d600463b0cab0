import Configuration
import Gateway
import GatewayServer
import Primitives
import Revocation

/// Certificates, keys and authorities that the configuration names.
extension SnapshotBuilder {
    /// A certificate that ends sooner is warned of; milliseconds.
    private static let renewalTime: Int64 = 14 * 86_400_000

    func listeners(_ inspection: inout Inspection) -> [Listener] {
        self.configuration.listeners.map { listener in
            let tls = listener.tls.flatMap { self.load($0, &inspection) }
            return Listener(address: listener.address.listenAddress, tls: tls)
        }
    }

    /// The trust of an `https` upstream or token endpoint, with its context prepared.
    func tls(
        _ tls: Configuration.UpstreamEntry.TLS?, of place: String, _ contexts: UpstreamContexts,
        _ inspection: inout Inspection
    ) -> UpstreamTLS? {
        guard let tls else { return nil }
        var trust = UpstreamTLS.Trust.system
        var place = "\(place): tls"
        if let path = tls.authorityFile {
            guard let pem = self.read(path, .guarded, "\(place): ca", tls.line, &inspection) else { return nil }
            trust = .authorities(pem.withUnsafeBytes { Array($0) })
            place += ": ca: \(path)"
        }
        do throws(TLSFailure) {
            try contexts.prepare(trust)
        } catch {
            inspection.faults.append(ConfigurationFault(line: tls.line, message: "\(place): \(error.description)"))
        }
        return UpstreamTLS(trust: trust, serverName: tls.serverName)
    }

    private func load(_ tls: Configuration.Listener.TLS, _ inspection: inout Inspection) -> ListenerTLS? {
        let chain = self.read(tls.certificateFile, .guarded, "tls: certificate", tls.line, &inspection)
        let key = self.read(tls.keyFile, .secret, "tls: private-key", tls.line, &inspection)
        guard let chain, let key else { return nil }
        do throws(TLSFailure) {
            let loaded = try ListenerTLS(chain: chain, key: key)
            if let weakness = Self.weakness(of: loaded) {
                inspection.warnings.append(
                    ConfigurationFault(
                        line: tls.line, message: "tls: certificate: \(tls.certificateFile): \(weakness)"))
            }
            return loaded
        } catch {
            let (key, path) =
                switch error {
                case .noKey, .encryptedKey, .foreignKey: ("private-key", tls.keyFile)
                case .noCertificate, .refused, .noSystemAuthorities: ("certificate", tls.certificateFile)
                }
            inspection.faults.append(
                ConfigurationFault(line: tls.line, message: "tls: \(key): \(path): \(error.description)"))
            return nil
        }
    }

    /// A gateway with an expired certificate still serves callers that do not look at it, and one that does not start
    /// serves nobody: so this is no fault.
    private static func weakness(of tls: ListenerTLS) -> String? {
        let start = Timestamp(milliseconds: Int64(tls.notBefore) * 1000)
        let end = Timestamp(milliseconds: Int64(tls.notAfter) * 1000)
        let now = Timestamp.now
        if now > end { return "the certificate has expired at \(end.text); renew it" }
        if now < start { return "the certificate is not valid before \(start.text)" }
        if end.milliseconds - now.milliseconds < Self.renewalTime { return "the certificate expires at \(end.text)" }
        return nil
    }

    private func read(
        _ path: String, _ secrecy: ProtectedFile.Secrecy, _ place: String, _ line: Int, _ inspection: inout Inspection
    ) -> SecretBytes? {
        do throws(FileFailure) {
            return try ProtectedFile.read(path, secrecy: secrecy)
        } catch {
            inspection.faults.append(ConfigurationFault(line: line, message: "\(place): \(error.description)"))
            return nil
        }
    }
}
