import Gateway
import Logging
import NIOCore
import Pooling
import Synchronization

/// Tells the operator what happens to upstreams: each kind of event at once, and then at most once in ten seconds with
/// how often it came. Shared by all loops; only what goes wrong comes here.
final class UpstreamAlarms: Sendable {
    enum Alarm: Sendable {
        case reply(UpstreamEvent)
        case failure(PoolFailure)
        case pool(PoolNote)
        case unresolved(host: String, reason: String)
        case handshake(HandshakeFailure, address: String)
        /// No access token was to be had, though one was wanted.
        case noToken(TokenFetchFailure)
        /// The first one, or the first after failures.
        case tokenFetched
    }

    private struct Key: Hashable {
        let upstream: String
        let message: String
    }

    private let logger: Logger
    private let gates = Mutex<[Key: AlarmGate]>([:])
    private let counted = Mutex(AlarmCounts())

    init(logger: Logger) {
        self.logger = logger
    }

    var counts: AlarmCounts { self.counted.withLock { $0 } }

    func raise(_ alarm: Alarm, upstream: String) {
        self.counted.withLock { $0.count(alarm, upstream: upstream) }
        let line = alarm.line
        let time = GatewayLoop.milliseconds(.now())
        let count = self.gates.withLock { gates in
            gates[Key(upstream: upstream, message: line.message), default: AlarmGate()].raise(at: time)
        }
        guard let count else { return }
        var metadata = line.metadata
        metadata["upstream"] = "\(upstream)"
        if count > 1 { metadata["times"] = "\(count)" }
        self.logger.log(level: line.level, "\(line.message)", metadata: metadata)
    }
}

/// Lets the first event of a kind through, and then at most one in ``interval``, with the number of those held back.
struct AlarmGate: Equatable {
    /// Milliseconds.
    static let interval = 10_000

    private var nextAt = Int.min
    private var held = 0

    /// - Returns: how many events this one speaks for; nil when it is held back.
    mutating func raise(at time: Int) -> Int? {
        self.held += 1
        guard time >= self.nextAt else { return nil }
        defer { self.held = 0 }
        self.nextAt = time + Self.interval
        return self.held
    }
}

extension UpstreamAlarms.Alarm {
    struct Line {
        let level: Logger.Level
        let message: String
        var metadata: Logger.Metadata = [:]
    }

    var line: Line {
        switch self {
        case .reply(let event): Self.line(of: event)
        case .failure(let failure): Self.line(of: failure)
        case .pool(let note): Self.line(of: note)
        case .unresolved(let host, let reason):
            Line(
                level: .error, message: "an upstream's name does not resolve",
                metadata: ["host": "\(host)", "cause": "\(reason)"])
        case .handshake(let failure, let address):
            Line(
                level: .error, message: failure.line.message,
                metadata: ["address": "\(address)", "cause": "\(failure.line.cause)"])
        case .noToken(let failure):
            Line(
                level: .error, message: "no access token was given for the upstream",
                metadata: ["cause": "\(failure.description)"])
        case .tokenFetched: Line(level: .notice, message: "an access token for the upstream is there")
        }
    }

    private static func line(of event: UpstreamEvent) -> Line {
        switch event {
        case .credentialRefused:
            Line(level: .error, message: "the upstream refused the gateway's credential; callers get 503")
        case .notUnderstood(let status):
            Line(
                level: .error, message: "the upstream's reply is not understood; callers get 503",
                metadata: ["status": "\(status)"])
        case .serverError(let status):
            Line(level: .warning, message: "the upstream failed", metadata: ["status": "\(status)"])
        case .limited: Line(level: .warning, message: "the upstream limits the gateway")
        case .notLearned(let reason):
            Line(
                level: .error, message: "the upstream issued a token that cannot be recorded; the caller gets 502",
                metadata: ["cause": "\(reason)"])
        case .expiryNotUnderstood:
            Line(level: .warning, message: "a token's expiry is no time; it is kept without one")
        }
    }

    private static func line(of failure: PoolFailure) -> Line {
        switch failure {
        case .noAccessToken: Line(level: .warning, message: "calls are refused while there is no access token")
        case .circuitOpen: Line(level: .warning, message: "calls are refused while the circuit is open")
        case .queueFull: Line(level: .warning, message: "too many calls wait for the upstream")
        case .queueTimeout: Line(level: .warning, message: "a call waited too long for a connection")
        case .unreachable: Line(level: .error, message: "the upstream cannot be reached")
        case .timeout: Line(level: .warning, message: "the upstream did not answer in time")
        case .broken: Line(level: .warning, message: "the upstream broke the connection before its reply was whole")
        }
    }

    private static func line(of note: PoolNote) -> Line {
        switch note {
        case .addressEjected(let address, let milliseconds):
            Line(
                level: .warning, message: "an address fails and is left out for a while",
                metadata: ["address": "\(address)", "milliseconds": "\(milliseconds)"])
        case .addressRestored(let address):
            Line(level: .notice, message: "an address is well again", metadata: ["address": "\(address)"])
        case .circuitOpened(let milliseconds):
            Line(
                level: .error, message: "the circuit is open: the upstream is not asked",
                metadata: ["milliseconds": "\(milliseconds)"])
        case .circuitClosed: Line(level: .notice, message: "the circuit is closed again")
        }
    }
}
