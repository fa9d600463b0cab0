import Gateway
import NIOCore
import Revocation

/// Carries a ledger's answers from its thread to the embedded revoker of one event loop, one wake-up a group.
final class LoopPort: LedgerPort {
    private let loop: any EventLoop
    private let revoker: NIOLoopBoundBox<EmbeddedRevoker?>

    init(loop: any EventLoop) {
        self.loop = loop
        self.revoker = .makeEmptyBox(valueType: EmbeddedRevoker.self, eventLoop: loop)
    }

    /// On the loop, before the first call.
    func connect(_ revoker: EmbeddedRevoker) {
        self.revoker.value = revoker
    }

    func deliver(_ answers: [LedgerAnswer]) {
        self.loop.execute {
            self.revoker.value?.answered(answers)
        }
    }

    func deliver(_ answers: [LessonAnswer]) {
        self.loop.execute {
            self.revoker.value?.answered(answers)
        }
    }

    func deliver(_ answers: [FindAnswer]) {
        self.loop.execute {
            self.revoker.value?.answered(answers)
        }
    }
}
