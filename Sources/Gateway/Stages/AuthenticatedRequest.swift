package import Consumers
import Envelopes
import Primitives
package import Revocation

/// A request whose caller is known and may use its route; what remains to be read is the body.
package struct AuthenticatedRequest {
    package let route: Route
    package let consumer: RegisteredConsumer
    package let origin: CallOrigin
    let revoker: any Revoker
    /// The body cipher of the route for this consumer; nil where bodies are clear.
    let cipher: BodyCipher?

    /// Finds the one credential, its holder, and what the holder may do here.
    init(
        _ request: borrowing ReceivedRequest, _ registry: ConsumerRegistry, _ apiKeys: HMACSHA256,
        _ ciphers: LoopCiphers
    )
        throws(Refusal)
    {
        let consumer = try Self.consumer(of: request, registry, apiKeys)
        guard consumer.mayUse(route: request.route.name) else { throw .forbidden }
        self.route = request.route
        self.consumer = consumer
        self.origin = request.origin
        self.revoker = request.revoker
        guard let cipher = request.route.cipher else {
            self.cipher = nil
            return
        }
        guard let ready = ciphers.cipher(cipher, route: request.routeIndex, consumerKey: consumer.bodyKey) else {
            throw .forbidden
        }
        self.cipher = ready
    }

    /// How a refusal of this request travels before its body has been opened.
    package var refusalContext: ReplyContext {
        guard let cipher = self.cipher, let active = cipher.activeVersion else {
            return ReplyContext(route: self.route, requestID: self.origin.requestID, sealing: nil)
        }
        return ReplyContext(route: self.route, requestID: self.origin.requestID, sealing: (cipher, active))
    }

    private static func consumer(
        of request: borrowing ReceivedRequest, _ registry: ConsumerRegistry, _ apiKeys: HMACSHA256
    ) throws(Refusal) -> RegisteredConsumer {
        let credential = try Credential(of: request, apiKeys)
        guard let consumer = credential.holder(in: registry, apiKeys), consumer.isEnabled else { throw .badCredential }
        return consumer
    }
}

/// What a reply needs to know of the exchange it ends.
package struct ReplyContext {
    /// nil before a route was found.
    let route: Route?
    package let requestID: RequestID
    /// nil: the reply travels in the clear.
    let sealing: (cipher: BodyCipher, version: BodyVersion)?
}
