import Dialects
package import Primitives
import Revocation

/// ``KeptAnswers`` that all event loops share, behind a lock.
package protocol SharedAnswers: AnyObject, Sendable {
    func withAnswers<Result: Sendable>(_ body: (inout KeptAnswers) -> Result) -> Result
}

/// One event loop's way to the answers that are kept: by keyed fingerprint, so that no token is kept with them.
package final class AnswerMemory {
    enum Recall {
        case kept(ActiveToken)
        /// Where the answer may be kept.
        case none(AnswerPlace)
    }

    private let protection: SubjectProtection
    private let shared: any SharedAnswers

    /// - Parameter secret: the reserved key of the key directory.
    package init(secret: SecretBytes, shared: any SharedAnswers) throws(CipherSetupFailure) {
        self.protection = try SubjectProtection(secret: secret)
        self.shared = shared
    }

    func recall(_ question: TokenQuestion, of upstream: String, _ limits: AnswerLimits) -> Recall {
        guard limits.count > 0 else { return .none(.nowhere) }
        let fingerprint = self.fingerprint(question.token.subject)
        return self.shared.withAnswers { answers in
            if let token = answers.answer(of: fingerprint, from: upstream, at: question.receivedAt) {
                return .kept(token)
            }
            return .none(.of(fingerprint, stamp: answers.stamp))
        }
    }

    func keep(
        _ token: ActiveToken, of upstream: String, at place: AnswerPlace, askedAt time: Timestamp,
        _ limits: AnswerLimits
    ) {
        guard case .of(let fingerprint, let stamp) = place else { return }
        self.shared.withAnswers {
            $0.keep(token, of: fingerprint, from: upstream, askedAt: time, stamp: stamp, limits)
        }
    }

    /// A token was revoked, or may have been. References are no tokens: nothing is kept of them.
    func revoked(_ subject: Subject) {
        guard subject.kind == .token else { return }
        let fingerprint = self.fingerprint(subject)
        self.shared.withAnswers { $0.revoked(fingerprint) }
    }

    /// Revocations are no longer told to this memory.
    func forget() {
        self.shared.withAnswers { $0.forget() }
    }

    private func fingerprint(_ subject: Subject) -> Fingerprint {
        self.protection.fingerprint(subject.kind, subject.value.bytes)
    }
}

/// Where the answer to a question that is under way may be kept.
enum AnswerPlace: Sendable {
    case nowhere
    case of(Fingerprint, stamp: UInt64)
}
