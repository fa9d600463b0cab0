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
        _ opening: BodyOpening, in turn: KeyOperationTurn,
        then: @escaping (Result<BodyOpening.Opened, BodyOpenFailure>) -> Void
    ) -> Bool {
        self.submit(.open, turn, { opening.carryOut() }, then: then)
    }

    func seal(
        _ sealing: BodySealing, in turn: KeyOperationTurn,
        then: @escaping (Result<SealedBody, BodySealFailure>) -> Void
    ) -> Bool {
        self.submit(.seal, turn, { sealing.carryOut() }, then: then)
    }

    private func submit<Value: Sendable, Failure>(
        _ kind: KeyOperation, _ turn: KeyOperationTurn, _ operation: @escaping @Sendable () -> Result<Value, Failure>,
        then: @escaping (Result<Value, Failure>) -> Void
    ) -> Bool {
        let eventLoop = self.eventLoop
        let then = NIOLoopBound(then, eventLoop: eventLoop)
        return self.threads.submit(kind, in: turn, limit: self.limit) {
            let result = operation()
            eventLoop.execute { then.value(result) }
            return (try? result.get()) != nil
        }
    }
}
