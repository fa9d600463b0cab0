import Consumers
import HTTP1
import Observability

/// The middle of the last line of the access log, and what it says: who asked where, and what came of it.
struct LineFacts {
    private var route: KnownRoute?
    private var consumer: RegisteredConsumer?
    private var peer: [UInt8] = []
    private var method: Method?
    private var outcome = ExchangeOutcome.aborted
    private var refusal: RefusalKind?
    private var cause: RefusalCause?
    private var status = -1
    private var cipher = -1
    private(set) var bytes: [UInt8] = []

    init() {}

    init(of record: borrowing ExchangeRecord, _ route: KnownRoute?, _ peer: [UInt8], bytes: [UInt8]) {
        self.route = route
        self.consumer = record.consumer
        self.peer = peer
        self.method = record.method
        self.outcome = record.outcome
        self.refusal = record.refusal
        self.cause = record.cause
        self.status = record.status
        self.cipher = record.cipher
        self.bytes = bytes
    }

    /// Whether the line of an exchange says the same.
    func are(of record: borrowing ExchangeRecord, _ route: KnownRoute?, _ peer: [UInt8]) -> Bool {
        self.status == record.status && self.outcome == record.outcome && self.refusal == record.refusal
            && self.cause == record.cause && self.method == record.method && self.route === route
            && self.consumer === record.consumer && self.cipher == record.cipher && self.peer == peer
    }
}
