import Configuration
import Envelopes
import Gateway
import GatewayServer
import Logging
import Revocation

extension Configuration {
    var ledgerPolicy: LedgerPolicy {
        LedgerPolicy(
            unknown: self.embedded.unknown == .revoke ? .revoke : .refuse,
            maximumUnknownPerConsumer: self.embedded.maximumUnknownPerConsumer,
            retain: self.embedded.retain.map { .days(($0 + 86_399_999) / 86_400_000) } ?? .forever)
    }

    var accessLogTarget: AccessLogTarget {
        switch self.accessLog.target {
        case .none: .none
        case .standardOutput: .standardOutput
        case .file(let path): .file(path)
        }
    }

    /// Keys that a reload does not change.
    func differencesThatNeedARestart(from running: Configuration) -> [String] {
        var keys: [String] = []
        if self.admin?.address != running.admin?.address || self.admin?.token != running.admin?.token
            || self.admin?.hosts != running.admin?.hosts
        {
            keys.append("admin")
        }
        if self.storePath != running.storePath { keys.append("store") }
        if self.embedded != running.embedded { keys.append("embedded") }
        if self.keyDirectory != running.keyDirectory { keys.append("keys") }
        return keys
    }
}

extension SocketAddressText {
    var listenAddress: ListenAddress { ListenAddress(host: self.host, port: self.port) }
}

extension SealCounts {
    /// Counts every usable version of a snapshot's keys from now on, reserved before the first seal.
    func take(in snapshot: Snapshot, _ logger: Logger) throws(KeyDirectoryFailure) {
        for key in snapshot.keys.values {
            for version in key.usable { _ = self.count(key: key.name, version: version.number) }
        }
        for version in try self.reserve() {
            logger.warning(
                "a key version has sealed 2^31 messages: rotate it", metadata: ["key-version": "\(version)"])
        }
    }
}
