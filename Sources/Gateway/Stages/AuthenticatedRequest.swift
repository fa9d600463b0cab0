package import Consumers
import Envelopes
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
        let allowedOrigin: String?

        init(
            route: Route, consumer: RegisteredConsumer, origin: CallOrigin, service: RouteService, cipher: BodyCipher?,
            allowedOrigin: String?
        ) {
            self.route = route
            self.consumer = consumer
            self.origin = origin
            self.service = service
            self.cipher = cipher
            self.allowedOrigin = allowedOrigin
        }
    }

    private let facts: Facts

    package var route: Route { self.facts.route }
    package var consumer: RegisteredConsumer { self.facts.consumer }
    package var origin: CallOrigin { self.facts.origin }
    var service: RouteService { self.facts.service }
    /// The body cipher of the route for this consumer; nil where bodies are clear.
    var cipher: BodyCipher? { self.facts.cipher }
    var allowedOrigin: String? { self.facts.allowedOrigin }

    /// Finds the one credential of a head, its holder, and what the holder may do here.
    ///
    /// - Parameter caller: the holder, also where it may not go on.
    init(
        _ request: borrowing ReceivedRequest, _ credential: Credential, _ directory: CallerDirectory,
        _ ciphers: LoopCiphers, _ memory: CredentialMemory, caller: inout RegisteredConsumer?
    ) throws(Refusal) {
        let consumer = try directory.caller(of: request, credential, memory)
        caller = consumer
        guard request.route.admits(consumer) else { throw .forbidden }
        var ready: BodyCipher?
        if let cipher = request.route.cipher {
            ready = ciphers.cipher(cipher, route: request.routeIndex, consumerKey: consumer.bodyKey)
            guard ready != nil else { throw .forbidden }
        }
        self.facts = Facts(
            route: request.route, consumer: consumer, origin: request.origin, service: request.service, cipher: ready,
            allowedOrigin: request.allowedOrigin)
    }

    /// Finds the credential of a request in its body.
    ///
    /// - Parameter caller: the holder, also where it may not go on.
    init(
        _ request: AnonymousRequest, _ credential: BodyCredential, caller: inout RegisteredConsumer?
    ) throws(Refusal) {
        let consumer = try request.callers.caller(with: credential)
        caller = consumer
        guard request.route.admits(consumer) else { throw .forbidden }
        self.facts = Facts(
            route: request.route, consumer: consumer, origin: request.origin, service: request.service, cipher: nil,
            allowedOrigin: request.allowedOrigin)
    }

    /// Bytes that its body may have; nil where it goes on in a stream.
    func bodyLimit(_ limits: GatewayLimits) -> Int? {
        guard self.route.forward != nil else { return limits.body }
        return self.cipher == nil ? nil : limits.heldBody
    }

    /// How a refusal of this request travels before its body has been opened.
    package var refusalContext: ReplyContext {
        ReplyContext(
            route: self.route, requestID: self.origin.requestID,
            sealing: self.cipher.flatMap { cipher in cipher.activeVersion.map { (cipher, $0) } },
            consumer: self.consumer, allowedOrigin: self.allowedOrigin)
    }
}
