import Configuration
import Consumers
import Envelopes
import Foundation
import Gateway
import GatewayServer
import Primitives
import Revocation
import Stores

/// What `check`, start-up and reload find in a configuration and all it names.
struct Inspection {
    var faults: [ConfigurationFault] = []
    var warnings: [ConfigurationFault] = []
    var weakSettings: [WeakSetting] = []
    /// Set when there is no fault.
    var snapshot: Snapshot?
    /// All of them when there is no fault.
    var listeners: [Listener] = []
}

/// Builds the snapshot that requests are decided by, and finds every fault on the way.
struct SnapshotBuilder {
    let configuration: Configuration
    /// `check` only looks: it opens the store too, and where a reserved key is still to be made, it goes on without.
    /// Who serves makes the key and opens the store itself.
    enum Purpose {
        case checking
        case serving
    }

    private let purpose: Purpose
    let directory: KeyDirectory
    private let contexts: UpstreamContexts

    /// - Parameter contexts: prepared for every upstream on the way.
    init(_ configuration: Configuration, for purpose: Purpose, contexts: UpstreamContexts = UpstreamContexts()) {
        self.configuration = configuration
        self.contexts = contexts
        self.purpose = purpose
        self.directory = KeyDirectory(path: configuration.keyDirectory)
    }

    func inspect() -> Inspection {
        var inspection = Inspection()
        let consumers = self.consumers(&inspection)
        let apiKeySecret = self.apiKeySecret(&inspection)
        let keys = self.keys(consumers.list, &inspection)
        let upstreams = self.upstreams(&inspection)
        inspection.listeners = self.listeners(&inspection)
        self.warnOfWeakness(consumers.list, &inspection)
        self.checkSealCounts(&inspection)
        self.checkAdminToken(&inspection)
        self.checkAccessLog(&inspection)
        if self.purpose == .checking { self.checkStore(&inspection) }
        if inspection.faults.isEmpty, let apiKeySecret {
            inspection.snapshot = Snapshot(
                routes: RouteTable(self.configuration.routes.map(\.route)), consumers: consumers.registry,
                keys: keys.named,
                apiKeySecret: apiKeySecret, limits: self.configuration.limits, upstreams: upstreams,
                trustedProxies: self.configuration.trustedProxies, documents: keys.documents)
        }
        return inspection
    }

    private func consumers(_ inspection: inout Inspection) -> (list: [Consumer], registry: ConsumerRegistry) {
        do throws(ConsumerFileFailure) {
            let list = try ConsumerFile(keyDirectory: self.directory.path).load()
            let names = Set(self.configuration.routes.map(\.route.name))
            for consumer in list {
                for route in consumer.allow ?? [] where !names.contains(route) {
                    inspection.faults.append(
                        ConfigurationFault(
                            line: 0,
                            message:
                                "consumer \"\(consumer.name)\" is allowed on route \"\(route)\", which is not there"
                                + Suggestion.text(for: route, among: names.sorted())
                                + "; mend it with: revgate consumers update \(consumer.name) --allow ROUTE, or "
                                + "--no-allow"))
                }
            }
            return (list, try ConsumerRegistry(list))
        } catch {
            inspection.faults.append(ConfigurationFault(message: error.description))
            return ([], .empty)
        }
    }

    private func apiKeySecret(_ inspection: inout Inspection) -> SecretBytes? {
        do throws(KeyDirectoryFailure) {
            return try self.directory.apiKeySecret(making: self.purpose == .serving)
        } catch {
            inspection.faults.append(ConfigurationFault(message: error.description))
            return nil
        }
    }

    private func upstreams(_ inspection: inout Inspection) -> [String: Upstream] {
        var upstreams: [String: Upstream] = [:]
        for entry in self.configuration.upstreams {
            let tls = self.tls(entry.tls, of: entry.place, self.contexts, &inspection)
            let token = entry.credential?.clientCredentials
            let tokenTLS = self.tls(
                token?.tls, of: "\(entry.place): credential: client-credentials", self.contexts, &inspection)
            guard (tls == nil) == (entry.tls == nil), (tokenTLS == nil) == (token?.tls == nil) else { continue }
            do throws(CredentialFailure) {
                upstreams[entry.name] = try Upstream(entry, in: self.directory, tls: tls, tokenTLS: tokenTLS)
            } catch {
                inspection.faults.append(
                    ConfigurationFault(
                        line: entry.line, message: "\(entry.place): credential: \(error.description)"))
            }
        }
        return upstreams
    }

    /// Opens the store as a reading command does, if there is one: owner, mode, format, and the key it was begun under.
    private func checkStore(_ inspection: inout Inspection) {
        do throws(CommandFailure) {
            let path = self.configuration.storePath
            let secret = try orFail(.configuration) { () throws(KeyDirectoryFailure) in
                try self.directory.subjectSecret(storeAt: path, making: false)
            }
            guard FileManager.default.fileExists(atPath: path) else { return }
            let protection = try orFail(.configuration) { () throws(CipherSetupFailure) in
                try SubjectProtection(secret: secret)
            }
            _ = try orFail(.inputOutput) { () throws(StoreFailure) in
                try SQLiteTokenRegistry(path: path, identity: protection.identity, access: .reading)
            }
        } catch {
            inspection.faults.append(ConfigurationFault(message: error.message))
        }
    }

    private func checkSealCounts(_ inspection: inout Inspection) {
        do throws(KeyDirectoryFailure) {
            try SealCounts(directory: self.directory).check()
        } catch {
            inspection.faults.append(ConfigurationFault(message: error.description))
        }
    }

    private func checkAdminToken(_ inspection: inout Inspection) {
        guard let admin = self.configuration.admin, let token = admin.token else { return }
        do throws(SecretSourceFailure) {
            _ = try token.resolve(in: self.directory)
        } catch {
            inspection.faults.append(
                ConfigurationFault(line: admin.line, message: "admin: token: \(error.description)"))
        }
    }
}

extension KeyDirectory {
    /// The secret that API keys are kept under; made only before the first of them is.
    func apiKeySecret(making: Bool = true) throws(KeyDirectoryFailure) -> SecretBytes {
        if !self.contains(KeyName.apiKeys),
            FileManager.default.fileExists(atPath: ConsumerFile(keyDirectory: self.path).path)
        {
            throw .malformed(
                name: KeyName.apiKeys,
                reason: "it is missing, and no API key in consumers.json is good without it; restore the key directory")
        }
        return try self.reservedSecret(KeyName.apiKeys, making: making)
    }

    /// The secret that the ledger's subjects are named and sealed under; made only before the store is.
    func subjectSecret(storeAt path: String, making: Bool = true) throws(KeyDirectoryFailure) -> SecretBytes {
        guard self.contains(KeyName.subjects) || !FileManager.default.fileExists(atPath: path) else {
            throw .malformed(
                name: KeyName.subjects,
                reason: "it is missing, and \(path) cannot be read without it; restore the key directory")
        }
        return try self.reservedSecret(KeyName.subjects, making: making)
    }

    /// Where the key is still to be made and that is not wanted, another that is forgotten at once.
    private func reservedSecret(_ name: String, making: Bool) throws(KeyDirectoryFailure) -> SecretBytes {
        if !making, !self.contains(name), let transient = try? SecretBytes.random(count: 32) { return transient }
        let key = try self.loadOrCreateReserved(name, at: Timestamp.now.milliseconds)
        guard let material = key.active?.material?.octets else {
            throw .malformed(name: name, reason: "it has no active version")
        }
        return material
    }
}
