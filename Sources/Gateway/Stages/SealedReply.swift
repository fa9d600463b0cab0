import Envelopes
import Primitives

/// A reply ready for the wire: status, and a body nobody but its reader can read, or one that was clear all along.
struct SealedReply {
    let rendered: RenderedReply
    /// nil where there is no content.
    let contentType: StaticString?
    /// Header fields that are part of the envelope.
    let fields: EnvelopeFields

    /// Appends the body to `wire`: sealed where the request was.
    init(_ rendered: RenderedReply, into wire: inout [UInt8]) throws(BodySealFailure) {
        self.rendered = rendered
        guard let sealing = rendered.context.sealing else {
            let body = rendered.body.bytes
            self.contentType = body.isEmpty ? nil : "application/json"
            self.fields = EnvelopeFields()
            wire.reserveCapacity(wire.count + body.count)
            for index in body.indices { wire.append(body[index]) }
            return
        }
        self.contentType = sealing.candidate.replyType
        var fields = EnvelopeFields()
        try sealing.candidate.cipher.seal(
            rendered.body.bytes, as: .reply, with: sealing.version, into: &wire, fields: &fields)
        self.fields = fields
    }

    /// Its body was sealed on another thread.
    init(_ rendered: RenderedReply, _ sealed: SealedBody, by sealing: ReplySealing) {
        self.rendered = rendered
        self.contentType = sealing.candidate.replyType
        self.fields = sealed.fields
    }
}
