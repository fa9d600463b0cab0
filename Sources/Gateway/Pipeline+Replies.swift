import Envelopes
import Primitives
package import Revocation

// MARK: - From an outcome to bytes

extension Pipeline {
    /// Appends the whole response to an outcome.
    package func answer(
        _ parsed: ParsedRequest, _ outcome: RevocationOutcome, _ details: TokenDetails?, _ wire: inout ResponseWire
    ) {
        self.write(DecidedRequest(parsed, outcome, details), &wire)
    }

    /// Appends the whole response to a batch.
    package func answer(_ parsed: ParsedRequest, _ outcomes: [RevocationOutcome], _ wire: inout ResponseWire) {
        self.write(DecidedRequest(parsed, outcomes), &wire)
    }

    /// Appends the whole response to a question.
    package func answer(_ parsed: ParsedRequest, _ outcome: IntrospectionOutcome, _ wire: inout ResponseWire) {
        self.write(DecidedRequest(parsed, outcome), &wire)
    }

    /// Appends the whole response to a browser's question whether pages of an origin may ask.
    package func answer(preflight context: ReplyContext, _ wire: inout ResponseWire) {
        wire.append(preflight: context)
    }

    /// Appends the whole response that gives out public keys.
    package func answer(document: [UInt8], _ context: ReplyContext, _ wire: inout ResponseWire) {
        wire.append(document: document, context)
    }

    /// Appends the whole response that refuses.
    package func refuse(_ refusal: Refusal, _ context: ReplyContext, _ wire: inout ResponseWire) {
        self.write(DecidedRequest(context, refusal), &wire)
    }

    private func write(_ decided: DecidedRequest, _ wire: inout ResponseWire) {
        defer { self.replyBody.wipe() }
        self.sealedBody.removeAll(keepingCapacity: true)
        let rendered = RenderedReply(decided, body: self.replyBody)
        if let sealing = rendered.context.sealing, let cipher = sealing.candidate.sealsElsewhere {
            return wire.await(self.sealElsewhere(rendered, sealing, cipher))
        }
        do throws(BodySealFailure) {
            let sealed = try SealedReply(rendered, into: &self.sealedBody)
            wire.append(sealed, body: self.sealedBody.span)
        } catch {
            self.replyBody.wipe()
            self.writeClear(.notSealed, in: decided.context, &wire)
        }
    }

    /// The reply cannot be sealed: a clear refusal that says nothing of the outcome takes its place.
    func writeClear(_ refusal: Refusal, in context: ReplyContext, _ wire: inout ResponseWire) {
        let clear = ReplyContext(
            route: context.route, requestID: context.requestID, sealing: nil, allowedOrigin: context.allowedOrigin)
        self.write(DecidedRequest(clear, refusal), &wire)
    }

    private func sealElsewhere(
        _ rendered: RenderedReply, _ sealing: ReplySealing, _ cipher: ThreadCipher
    ) -> AwaitedSeal {
        let work = BodySealing(
            cipher: cipher, plaintext: SecretBytes(copying: rendered.body.bytes), role: .reply,
            version: sealing.version)
        return AwaitedSeal(work) { result, wire in
            switch result {
            case .sealed(let sealed): wire.append(SealedReply(rendered, sealed, by: sealing), body: sealed.body.span)
            case .refused(let refusal): self.writeClear(refusal, in: rendered.context, &wire)
            }
        }
    }
}
