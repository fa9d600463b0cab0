package import Consumers
import Envelopes
package import Observability
import Primitives
package import Revocation

/// A request whose caller is known and may use its route; what remains to be read is the body.
///
/// Its facts lie behind one reference: an exchange passes them on a dozen times, and each copy of them all would count
/// every reference among them.
package struct AuthenticatedRequest {
    private final class Facts {
        let route: Route
        let consumer: RegisteredConsumer
        let origin: CallOrigin
        let service: RouteService
        let cipher: BodyCipher?

        init(
            route: Route, consumer: RegisteredConsumer, origin: CallOrigin, service: RouteService, cipher: BodyCipher?
        ) {
            self.route = route
            self.consumer = consumer
            self.origin = origin
            self.service = service
            self.cipher = cipher
        }
    }

    private let facts: Facts

    package var route: Route { self.facts.route }
    package var consumer: RegisteredConsumer { self.facts.consumer }
    package var origin: CallOrigin { self.facts.origin }
    var service: RouteService { self.facts.service }
    /// The body cipher of the route for this consumer; nil where bodies are clear.
    var cipher: BodyCipher? { self.facts.cipher }

    /// Finds the one credential, its holder, and what the holder may do here.
    ///
    /// - Parameter caller: the holder, also where it may not go on.
    init(
        _ request: borrowing ReceivedRequest, _ directory: CallerDirectory, _ ciphers: LoopCiphers,
        _ memory: CredentialMemory, caller: inout RegisteredConsumer?
    ) throws(Refusal) {
        let consumer = try directory.caller(of: request, memory)
        caller = consumer
        guard consumer.mayUse(route: request.route.name) else { throw .forbidden }
        var ready: BodyCipher?
        if let cipher = request.route.cipher {
            ready = ciphers.cipher(cipher, route: request.routeIndex, consumerKey: consumer.bodyKey)
            guard ready != nil else { throw .forbidden }
        }
        self.facts = Facts(
            route: request.route, consumer: consumer, origin: request.origin, service: request.service, cipher: ready)
    }

    /// Bytes that its body may have; nil where it goes on in a stream.
    func bodyLimit(_ limits: GatewayLimits) -> Int? {
        guard self.route.forward != nil else { return limits.body }
        return self.cipher == nil ? nil : limits.heldBody
    }

    /// How a refusal of this request travels before its body has been opened.
    package var refusalContext: ReplyContext {
        guard let cipher = self.cipher, let active = cipher.activeVersion else {
            return ReplyContext(
                route: self.route, requestID: self.origin.requestID, sealing: nil, consumer: self.consumer)
        }
        return ReplyContext(
            route: self.route, requestID: self.origin.requestID, sealing: (cipher, active), consumer: self.consumer)
    }
}

/// What a reply needs to know of the exchange it ends.
package struct ReplyContext {
    /// nil before a route was found.
    package let route: Route?
    package let requestID: RequestID
    /// nil: the reply travels in the clear.
    let sealing: (cipher: BodyCipher, version: BodyVersion)?
    /// Who asked, where a refusal is told of it; for operators.
    package var consumer: RegisteredConsumer?
    /// Why it is refused, for operators.
    package var cause: RefusalCause?
}
