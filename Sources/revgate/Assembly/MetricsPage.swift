import ArgumentParser
import Configuration
import CoreMetrics
import Envelopes
import Gateway
import GatewayServer
import Observability
import Stores
import Synchronization

/// What `/metrics` shows: gathered anew for each scrape, off the loops.
final class MetricsPage: Sendable {
    /// Series of the gateway that are emitted through swift-metrics, as a library's are: events of an operator's pace.
    static let emitted: [Metric] = [.reloads]

    private let server: GatewayServer
    private let ledger: SQLiteLedger
    private let log: AccessLog
    private let messages: MessageLog
    private let seals: SealCounts
    private let library: LibraryMetrics
    private let weakSettings: Mutex<[WeakSetting]>

    init(
        _ weakSettings: [WeakSetting], server: GatewayServer, ledger: SQLiteLedger, log: AccessLog,
        messages: MessageLog, seals: SealCounts, library: LibraryMetrics
    ) {
        self.server = server
        self.ledger = ledger
        self.log = log
        self.messages = messages
        self.seals = seals
        self.library = library
        self.weakSettings = Mutex(weakSettings)
    }

    /// After a reload.
    func adopt(_ weakSettings: [WeakSetting]) {
        self.weakSettings.withLock { $0 = weakSettings }
    }

    func text() async -> String {
        let server = await self.server.figures()
        var page = MetricsText()
        server.append(to: &page)
        self.appendLedger(to: &page)
        self.appendGateway(to: &page)
        ProcessFigures.append(to: &page)
        self.library.append(to: &page)
        return page.text
    }

    private func appendLedger(to page: inout MetricsText) {
        let gauges = self.ledger.currentGauges
        page.add(.ledgerHealthy, gauges.isHealthy ? 1 : 0)
        page.add(.ledgerWaiting, self.ledger.waitingCalls)
        page.add(.ledgerGroups, gauges.groups)
        page.add(.ledgerCalls, gauges.calls)
        page.add(.ledgerFailures, gauges.failures)
        page.add(.ledgerRefused, gauges.refusedCalls)
        page.add(.ledgerUnavailable, gauges.unavailableCalls)
        page.add(.ledgerFolded, gauges.foldedSubjects)
        page.add(.ledgerUnfolded, gauges.unfoldedSubjects)
        page.add(.ledgerLogPages, gauges.pagesInLog)
    }

    private func appendGateway(to page: inout MetricsText) {
        page.add(.accessLogLines, self.log.writtenLines)
        page.add(.accessLogDropped, self.log.droppedLines)
        page.add(.messagesDropped, self.messages.droppedLines)
        page.begin(.weakSettings)
        for setting in self.weakSettings.withLock({ $0 }) {
            page.sample(.weakSettings, [setting.kind, setting.name, setting.place, setting.consumer], 1)
        }
        page.begin(.keySeals)
        for seal in self.seals.current { page.sample(.keySeals, [seal.key, String(seal.version)], seal.count) }
        page.begin(.build)
        page.sample(.build, [Revgate.configuration.version], 1)
    }
}

/// Counts SIGHUPs by what came of them, through swift-metrics.
struct ReloadCounter: Sendable {
    let reloaded = Counter(label: Metric.reloads.name, dimensions: [("result", "reloaded")])
    let refused = Counter(label: Metric.reloads.name, dimensions: [("result", "refused")])
}
