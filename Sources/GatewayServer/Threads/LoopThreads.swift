import Envelopes
import Gateway
import NIOCore
import Observability

/// ``CryptoThreads`` as one event loop uses them: what comes of an operation comes back to the loop.
final class LoopThreads: CipherThreads {
    private let threads: CryptoThreads
    private let eventLoop: any EventLoop
    /// Operations that may wait, of the snapshot in force.
    var limit: Int

    init(_ threads: CryptoThreads, on eventLoop: any EventLoop, limit: Int) {
        self.threads = threads
        self.eventLoop = eventLoop
        self.limit = limit
    }

    func open(
        _ opening: BodyOpening, isUnderWay: Bool, then: @escaping (Result<BodyOpening.Opened, BodyOpenFailure>) -> Void
    ) -> Bool {
        self.submit(.open, isUnderWay, { opening.carryOut() }, then: then)
    }

    func seal(
        _ sealing: BodySealing, isUnderWay: Bool, then: @escaping (Result<SealedBody, BodySealFailure>) -> Void
    ) -> Bool {
        self.submit(.seal, isUnderWay, { sealing.carryOut() }, then: then)
    }

    /// What belongs to an exchange under way may wait behind twice as much: refusing it would waste what was done for it.
    private func submit<Value: Sendable, Failure>(
        _ kind: KeyOperation, _ isUnderWay: Bool, _ operation: @escaping @Sendable () -> Result<Value, Failure>,
        then: @escaping (Result<Value, Failure>) -> Void
    ) -> Bool {
        let eventLoop = self.eventLoop
        let then = NIOLoopBound(then, eventLoop: eventLoop)
        return self.threads.submit(kind, limit: isUnderWay ? 2 * self.limit : self.limit) {
            let result = operation()
            eventLoop.execute { then.value(result) }
            return (try? result.get()) != nil
        }
    }
}
