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
        let bodies: RouteBodies?
        let fields: EnvelopeFields
        let allowedOrigin: String?

        init(
            route: Route, consumer: RegisteredConsumer, origin: CallOrigin, service: RouteService,
            bodies: RouteBodies?, fields: EnvelopeFields, allowedOrigin: String?
        ) {
            self.route = route
            self.consumer = consumer
            self.origin = origin
            self.service = service
            self.bodies = bodies
            self.fields = fields
            self.allowedOrigin = allowedOrigin
        }
    }

    private let facts: Facts

    package var route: Route { self.facts.route }
    package var consumer: RegisteredConsumer { self.facts.consumer }
    package var origin: CallOrigin { self.facts.origin }
    var service: RouteService { self.facts.service }
    /// How bodies of this consumer are sealed on the route; nil where they are clear.
    var bodies: RouteBodies? { self.facts.bodies }
    /// Header fields that are part of the body's envelope.
    var fields: EnvelopeFields { self.facts.fields }
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
        var bodies: RouteBodies?
        var fields = EnvelopeFields()
        if !request.route.ciphers.isEmpty {
            bodies = ciphers.bodies(of: request.route, at: request.routeIndex, for: consumer)
            guard let bodies else { throw .forbidden }
            if !bodies.fieldNames.isEmpty { fields = request.envelopeFields(bodies.fieldNames) }
        }
        self.facts = Facts(
            route: request.route, consumer: consumer, origin: request.origin, service: request.service, bodies: bodies,
            fields: fields, allowedOrigin: request.allowedOrigin)
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
            route: request.route, consumer: consumer, origin: request.origin, service: request.service, bodies: nil,
            fields: EnvelopeFields(), allowedOrigin: request.allowedOrigin)
    }

    /// Bytes that its body may have; nil where it goes on in a stream.
    func bodyLimit(_ limits: GatewayLimits) -> Int? {
        guard self.route.forward != nil else { return limits.body }
        return self.bodies == nil ? nil : limits.heldBody
    }

    /// How a refusal of this request travels before its body has been opened.
    package var refusalContext: ReplyContext {
        ReplyContext(
            route: self.route, requestID: self.origin.requestID, sealing: self.bodies?.sealing,
            consumer: self.consumer, allowedOrigin: self.allowedOrigin)
    }
}
