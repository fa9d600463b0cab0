import Consumers
package import Envelopes
import Observability
import Primitives
package import Revocation

/// Exchanges whose bodies are opened or sealed on another thread: what goes there, and how it goes on with what comes
/// back. Everything here is on the loop.
extension Pipeline {
    /// What another thread is to open of a request. Its plaintext lies in secret memory until it is parsed.
    package func opening(
        _ authenticated: AuthenticatedRequest, body: Span<UInt8>, steady: Int
    ) -> Verdict<BodyOpening> {
        if let refusal: Verdict<BodyOpening> = self.limit(authenticated, steady) { return refusal }
        guard let bodies = authenticated.bodies else { preconditionFailure("only a sealed body is opened") }
        let route = authenticated.route
        return .goOn(
            BodyOpening(
                ciphers: bodies.candidates.compactMap(\.threads), body: body.withUnsafeBytes { Array($0) },
                fields: authenticated.fields, role: .request, request: nil,
                isWellFormed: { route.isWellFormed($0) }))
    }

    /// Goes on with a request whose body another thread has opened, or has not.
    package func admit(
        _ authenticated: AuthenticatedRequest, opened: Result<BodyOpening.Opened, BodyOpenFailure>, now: Timestamp,
        steady: Int
    ) -> Verdict<ParsedRequest> {
        defer { self.plaintext.wipe() }
        switch self.take(authenticated, opened, steady) {
        case .goOn(let request): return self.parse(request, now: now)
        case .refuse(let refusal, let context): return .refuse(refusal, context)
        }
    }

    /// The same for a body that goes on in the clear.
    package func openForwarded(
        _ authenticated: AuthenticatedRequest, opened: Result<BodyOpening.Opened, BodyOpenFailure>, steady: Int
    ) -> Verdict<OpenedForward> {
        defer { self.plaintext.wipe() }
        switch self.take(authenticated, opened, steady) {
        case .goOn(let request): return .goOn(self.forward(request))
        case .refuse(let refusal, let context): return .refuse(refusal, context)
        }
    }

    /// Many bodies may have been on their way at once: the limit on failures is looked at again, whatever came of this
    /// one.
    private func take(
        _ authenticated: AuthenticatedRequest, _ opened: Result<BodyOpening.Opened, BodyOpenFailure>, _ steady: Int
    ) -> Verdict<OpenedRequest> {
        if let refusal: Verdict<OpenedRequest> = self.limit(authenticated, steady) { return refusal }
        switch opened {
        case .success(let opened):
            return .goOn(OpenedRequest(authenticated, opened: opened, plaintext: self.plaintext))
        case .failure(let failure): return self.refuse(authenticated, failure, steady)
        }
    }
}

extension AuthenticatedRequest {
    /// When a thread opens its body.
    package var turn: KeyOperationTurn { KeyOperationTurn(of: self.consumer.name, isUnderWay: false) }

    /// Whether its body is opened on another thread.
    package func leavesLoop(_ body: Span<UInt8>) -> Bool {
        guard let bodies = self.bodies, bodies.leavesLoop else { return false }
        return !(self.route.allowsPlaintext && OpenedRequest.isClear(body))
    }
}

/// A response whose body another thread is to seal first.
package struct AwaitedSeal {
    package let work: BodySealing
    private let write: (SealedReplyResult, inout ResponseWire) -> Void

    init(_ work: BodySealing, write: @escaping (SealedReplyResult, inout ResponseWire) -> Void) {
        self.work = work
        self.write = write
    }

    /// Appends the whole response; a clear refusal where its body was not sealed.
    package func finish(_ result: Result<SealedBody, BodySealFailure>, _ wire: inout ResponseWire) {
        switch result {
        case .success(let sealed): self.write(.sealed(sealed), &wire)
        case .failure: self.write(.refused(.notSealed), &wire)
        }
    }

    /// Appends a clear refusal: as much waits for threads as may.
    package func giveUp(_ wire: inout ResponseWire) {
        self.write(.refused(.overloaded), &wire)
    }
}

enum SealedReplyResult {
    case sealed(SealedBody)
    case refused(Refusal)
}
