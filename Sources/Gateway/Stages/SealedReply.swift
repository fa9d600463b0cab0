import Envelopes
import Primitives

/// A reply ready for the wire: status, and a body nobody but its reader can read, or one that was clear all along.
struct SealedReply {
    let rendered: RenderedReply
    /// nil where there is no content.
    let contentType: StaticString?

    /// Appends the body to `wire`: sealed where the request was.
    init(_ rendered: RenderedReply, into wire: inout [UInt8]) throws(BodySealFailure) {
        self.rendered = rendered
        guard let sealing = rendered.context.sealing else {
            let body = rendered.body.bytes
            self.contentType = body.isEmpty ? nil : "application/json"
            wire.reserveCapacity(wire.count + body.count)
            for index in body.indices { wire.append(body[index]) }
            return
        }
        self.contentType = "text/plain"
        var fields = EnvelopeFields()
        try sealing.cipher.seal(rendered.body.bytes, as: .reply, with: sealing.version, into: &wire, fields: &fields)
    }
}
