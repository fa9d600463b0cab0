import Configuration
import CoreMetrics
import Envelopes
import Gateway
import GatewayServer
import Logging
import Observability
import Primitives
import Revocation
import ServiceLifecycle
import Stores
import UnixSignals

/// The one place where concrete types meet: a running gateway from a configuration.
struct Assembly {
    /// Seconds between reservations of seal counts.
    private static let sealInterval = 5
    /// Milliseconds that a stop waits for a reader of the access log.
    private static let logTimeout = 2_000

    private let configuration: Configuration
    private let server: GatewayServer
    private let contexts: UpstreamContexts
    private let admin: AdminListener?
    private let ledger: SQLiteLedger
    private let seals: SealCounts
    private let readiness: Readiness
    private let log: AccessLog
    private let metrics: MetricsPage
    private let document: DocumentPage
    private let reloads: ReloadCounter
    private let logger: Logger

    /// Opens and binds everything, or fails with nothing left running.
    static func start(
        _ configuration: Configuration, messages: MessageLog
    ) async throws(CommandFailure) -> Assembly {
        let logger = messages.logger(label: "revgate")
        let directory = KeyDirectory(path: configuration.keyDirectory)
        let contexts = UpstreamContexts()
        let (snapshot, listeners, weakSettings) = try self.inspected(configuration, contexts, logger)
        let secret = try orFail(.configuration) { () throws(KeyDirectoryFailure) in
            try directory.subjectSecret(storeAt: configuration.storePath)
        }
        let protection = try orFail(.configuration) { () throws(CipherSetupFailure) in
            try SubjectProtection(secret: secret)
        }
        let library = LibraryMetrics(own: MetricsPage.emitted)
        MetricsSystem.bootstrap(library)
        let log = try orFail(.inputOutput) { () throws(AccessLogFailure) in
            try AccessLog(configuration.accessLogTarget, logger: logger)
        }
        let ledger = try orFail(.inputOutput) { () throws(StoreFailure) in
            try SQLiteLedger.open(
                path: configuration.storePath, identity: protection.identity,
                settings: LedgerSettings(
                    policy: configuration.ledgerPolicy, healthChanged: { Self.log($0, logger) }))
        }
        let seals = SealCounts(directory: directory)
        try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try seals.take(in: snapshot, logger) }
        let readiness = Readiness(ledger: ledger, drainTimeout: configuration.limits.drainTimeout)
        // Before anything runs that could map or unmap files.
        StartupMemory.release()
        do throws(ListenFailure) {
            let server = try await GatewayServer(
                GatewayServer.Settings(listeners: listeners), snapshot: snapshot, contexts: contexts,
                subjectSecret: secret, ledger: ledger, seals: seals, log: log, logger: logger)
            let metrics = MetricsPage(
                weakSettings, server: server, ledger: ledger, log: log, messages: messages, seals: seals,
                library: library)
            let document = DocumentPage(snapshot, listeners)
            let admin = try await self.admin(configuration, readiness, document, metrics)
            let addresses = await server.addresses.map(\.text).joined(separator: ", ")
            logger.notice(
                "serving",
                metadata: [
                    "listen": "\(addresses)", "admin": "\(configuration.admin?.address.text ?? "none")",
                    "routes": "\(configuration.routes.count)", "store": "\(configuration.storePath)",
                ])
            return Assembly(
                configuration: configuration, server: server, contexts: contexts, admin: admin, ledger: ledger,
                seals: seals, readiness: readiness, log: log, metrics: metrics, document: document,
                reloads: ReloadCounter(), logger: logger)
        } catch {
            ledger.close()
            log.close(timeout: Self.logTimeout)
            throw CommandFailure(.inputOutput, error.description)
        }
    }

    /// Serves until SIGTERM or SIGINT, then drains and closes.
    func run(_ signals: UnixSignalsSequence) async throws {
        let signalService = SignalService(assembly: self, signals: signals)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: signalService, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: SealService(assembly: self)),
                ], logger: self.logger))
        try await services.run()
        self.logger.notice("stopping")
        self.readiness.stop()
        await self.server.drain(timeout: self.readiness.drainTimeout)
        await self.admin?.close()
        self.ledger.close()
        await self.server.shutDown()
        self.log.close(timeout: Self.logTimeout)
        do throws(KeyDirectoryFailure) {
            try self.seals.settle()
        } catch {
            self.logger.error("seal counts stay too high", metadata: ["cause": "\(error)"])
        }
        self.logger.notice("stopped")
    }

    /// Builds, checks and swaps a new snapshot, or refuses it and changes nothing.
    fileprivate func reload() async {
        self.reopenLog()
        do throws(CommandFailure) {
            var options = CommonOptions()
            options.config = self.configuration.path
            var configuration = try options.configuration(.everything)
            for fixed in configuration.differencesThatNeedARestart(from: self.configuration) {
                self.logger.warning("takes effect at the next start only", metadata: ["key": "\(fixed)"])
            }
            // The counts of seals and the ledger belong to the directory that the gateway started with.
            configuration.keyDirectory = self.configuration.keyDirectory
            configuration.storePath = self.configuration.storePath
            let (snapshot, listeners, weakSettings) = try Self.inspected(configuration, self.contexts, self.logger)
            try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try self.seals.take(in: snapshot, self.logger)
            }
            let log = try self.openLog(configuration.accessLogTarget)
            do throws(ListenFailure) {
                try await self.server.adopt(snapshot, listeners)
            } catch {
                self.log.discard(log)
                throw CommandFailure(.inputOutput, error.description)
            }
            // From here on nothing can fail.
            self.log.change(to: log)
            self.metrics.adopt(weakSettings)
            self.document.adopt(snapshot, listeners)
            self.readiness.drainTimeout = configuration.limits.drainTimeout
            self.reloads.reloaded.increment()
            let addresses = await self.server.addresses.map(\.text).joined(separator: ", ")
            self.logger.notice(
                "reloaded", metadata: ["listen": "\(addresses)", "routes": "\(configuration.routes.count)"])
        } catch {
            self.reloads.refused.increment()
            self.logger.error("reload refused; serving on as before", metadata: ["faults": "\(error.message)"])
        }
    }

    private func openLog(_ target: AccessLogTarget) throws(CommandFailure) -> AccessLog.Opened {
        do throws(AccessLogFailure) {
            return try self.log.open(target)
        } catch {
            throw CommandFailure(.inputOutput, error.description)
        }
    }

    /// A log that was renamed is let go of, also when the configuration is at fault.
    private func reopenLog() {
        do throws(AccessLogFailure) {
            try self.log.reopen()
        } catch {
            self.logger.error(
                "the access log cannot be opened anew; lines go where they went", metadata: ["cause": "\(error)"])
        }
    }

    fileprivate func keepSealCounts() async {
        while (try? await Task.sleep(for: .seconds(Self.sealInterval))) != nil {
            do throws(KeyDirectoryFailure) {
                for version in try self.seals.reserve() {
                    self.logger.warning(
                        "a key version has sealed 2^31 messages: rotate it", metadata: ["key-version": "\(version)"])
                }
            } catch {
                self.logger.error("seal counts cannot be kept", metadata: ["cause": "\(error)"])
            }
        }
    }

    private static func inspected(
        _ configuration: Configuration, _ contexts: UpstreamContexts, _ logger: Logger
    ) throws(CommandFailure) -> (Snapshot, [Listener], [WeakSetting]) {
        let inspection = SnapshotBuilder(configuration, for: .serving, contexts: contexts).inspect()
        guard let snapshot = inspection.snapshot else {
            let lines = inspection.faults.map { $0.description(in: configuration.path) }
            throw CommandFailure(.configuration, lines.joined(separator: "\nrevgate: "))
        }
        for warning in inspection.warnings {
            logger.warning("weak", metadata: ["cause": "\(warning.description(in: configuration.path))"])
        }
        return (snapshot, inspection.listeners, inspection.weakSettings)
    }

    private static func admin(
        _ configuration: Configuration, _ readiness: Readiness, _ document: DocumentPage, _ metrics: MetricsPage
    ) async throws(ListenFailure) -> AdminListener? {
        guard let admin = configuration.admin else { return nil }
        let token: SecretBytes?
        do throws(SecretSourceFailure) {
            token = try admin.token?.resolve(in: KeyDirectory(path: configuration.keyDirectory))
        } catch {
            throw ListenFailure(address: admin.address.text, reason: error.description)
        }
        return try await AdminListener(
            AdminListener.Settings(address: admin.address.listenAddress, token: token, hosts: admin.hosts),
            isReady: { readiness.isReady }, document: { document.text }, metrics: { await metrics.text() })
    }

    private static func log(_ failure: StoreFailure?, _ logger: Logger) {
        if let failure {
            logger.error("the store failed; nothing is acknowledged", metadata: ["cause": "\(failure)"])
        } else {
            logger.notice("the store is good again")
        }
    }
}

/// Reloads at SIGHUP; ends, and with it the gateway, at SIGTERM and SIGINT. SIGHUPs that come while a reload is under way
/// count as one, and neither they nor what a reload waits for hold up the end.
private struct SignalService: Service {
    let assembly: Assembly
    let signals: UnixSignalsSequence

    func run() async {
        let (hangUps, hangUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in hangUps { await self.assembly.reload() } }
            for await signal in self.signals {
                guard signal == .sighup else { break }
                hangUp.yield()
            }
            group.cancelAll()
        }
    }
}

private struct SealService: Service {
    let assembly: Assembly

    func run() async {
        await cancelWhenGracefulShutdown { await self.assembly.keepSealCounts() }
    }
}
