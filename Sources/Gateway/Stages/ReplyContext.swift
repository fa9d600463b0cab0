package import Consumers
import Envelopes
package import Observability
package import Revocation

/// What a reply needs to know of the exchange it ends.
package struct ReplyContext {
    /// nil before a route was found.
    package let route: Route?
    package let requestID: RequestID
    /// nil: the reply travels in the clear.
    let sealing: (cipher: BodyCipher, version: BodyVersion)?
    /// Who asked, where a refusal is told of it; for operators.
    package var consumer: RegisteredConsumer?
    /// The origin whose page may read the reply.
    var allowedOrigin: String?
    /// Why it is refused, for operators.
    package var cause: RefusalCause?
}
