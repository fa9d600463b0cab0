import Consumers
import Dialects
package import Envelopes
package import HTTP1
import Observability
import Primitives
package import Revocation

/// Walks exchanges through their stages on one event loop: `receive` and `admit` from bytes to a call, `answer` and
/// `refuse` from an outcome to bytes. Synchronous, no I/O; time is passed in. Everything it needs is loop-local.
package final class Pipeline {
    private let seals: SealCounts
    private let random = RandomPool()
    let limiter: FailureLimiter
    private let identifiers: RequestIDs
    let services: LoopServices
    let plaintext = SecretBuffer(capacity: 4096)
    let replyBody = SecretBuffer(capacity: 1024)
    var sealedBody: [UInt8] = []
    private var state: SnapshotState

    /// What is made anew with each snapshot.
    private final class SnapshotState {
        let snapshot: Snapshot
        let callers: CallerDirectory
        let ciphers: LoopCiphers
        /// By the place of their route.
        let services: [RouteService]

        let generation: Int

        init(
            _ snapshot: Snapshot, generation: Int, _ random: RandomPool, _ seals: SealCounts, _ services: LoopServices
        ) {
            self.snapshot = snapshot
            self.generation = generation
            self.callers = CallerDirectory(snapshot, generation: generation)
            self.ciphers = LoopCiphers(snapshot: snapshot, random: random, seals: seals)
            self.services = services.services(for: snapshot, self.ciphers)
        }
    }

    package init(
        snapshot: Snapshot, seals: SealCounts, limiter: FailureLimiter, identifiers: RequestIDs, services: LoopServices
    ) {
        self.seals = seals
        self.limiter = limiter
        self.identifiers = identifiers
        self.services = services
        self.limits = snapshot.limits
        self.state = SnapshotState(snapshot, generation: 1, self.random, seals, services)
    }

    package func nextRequestID() -> RequestID { self.identifiers.next() }

    /// Of the snapshot in force.
    package private(set) var limits: GatewayLimits

    /// From the next request head on, `snapshot` decides; exchanges under way end on the one they began with.
    package func adopt(_ snapshot: Snapshot) {
        self.limits = snapshot.limits
        self.state = SnapshotState(
            snapshot, generation: self.state.generation + 1, self.random, self.seals, self.services)
    }
}

// MARK: - From bytes to a call

extension Pipeline {
    /// Whether an exchange goes on with the next stage, or what to say instead and how it travels.
    package enum Verdict<Stage> {
        case goOn(Stage)
        case refuse(Refusal, ReplyContext)
    }

    /// Decides all that a request's head decides, in the order of contract.md: 404, 405, 401, 403, 415, 413.
    ///
    /// - Parameter bytes: holds the head; its ranges count from the start of it.
    package func receive(
        _ head: borrowing RequestHead, _ bytes: Span<UInt8>, from peer: any Peer
    ) -> Verdict<Reception> {
        let requestID = self.identifiers.identifier(of: head, bytes)
        let state = self.state
        let routeIndex: Int
        switch state.snapshot.routes.match(head, bytes) {
        case .route(let index): routeIndex = index
        case .none: return .refuse(.notFound, ReplyContext(route: nil, requestID: requestID, sealing: nil))
        case .ambiguous: return .refuse(.ambiguousPath, ReplyContext(route: nil, requestID: requestID, sealing: nil))
        }
        let route = state.snapshot.routes.routes[routeIndex]
        let service = state.services[routeIndex]
        let origin = CallOrigin(
            of: head, bytes, requestID, from: peer, to: service.upstream, trusted: state.snapshot.trustedProxies)
        let request = ReceivedRequest(
            head, bytes, route: route, routeIndex: routeIndex, service: service, origin: origin)
        var context = ReplyContext(
            route: route, requestID: requestID, sealing: nil, allowedOrigin: request.allowedOrigin)
        if let refusal = self.refusal(of: head.method, on: route) {
            guard head.method == .options, request.isPreflight, context.allowedOrigin != nil else {
                return .refuse(refusal, context)
            }
            return .goOn(.preflight(context))
        }
        if !route.published.isEmpty {
            guard let document = state.snapshot.documents[route.name] else {
                preconditionFailure("a snapshot is checked whole: what its routes publish is there")
            }
            return .goOn(.document(document, context))
        }
        let authenticated: AuthenticatedRequest
        do throws(Refusal) {
            guard let credential = try Credential(of: request) else {
                return self.receiveAnonymous(request, head.framing, context)
            }
            authenticated = try AuthenticatedRequest(
                request, credential, state.callers, state.ciphers, peer.credentials, caller: &context.consumer)
        } catch {
            return .refuse(error, context)
        }
        guard request.hasAcceptableContent else {
            return .refuse(.unsupportedMediaType, authenticated.refusalContext)
        }
        if case .length(let length) = head.framing, let limit = authenticated.bodyLimit(self.limits), length > limit {
            return .refuse(.bodyTooLarge, authenticated.refusalContext)
        }
        return .goOn(.authenticated(authenticated))
    }

    private func refusal(of method: HTTP1.Method, on route: Route) -> Refusal? {
        guard route.published.isEmpty else {
            return method == .get || method == .head ? nil : .documentMethodNotAllowed
        }
        guard route.forward == nil else { return method == .trace ? .traceNotAllowed : nil }
        return method == .post ? nil : .methodNotAllowed
    }

    /// The body of a clear route may have the credential, unless it is too long to be looked at.
    private func receiveAnonymous(
        _ request: borrowing ReceivedRequest, _ framing: RequestFraming, _ context: ReplyContext
    ) -> Verdict<Reception> {
        guard request.route.takesBodyCredentials else { return .refuse(.badCredential, context) }
        if case .length(let length) = framing, length > self.limits.body { return .refuse(.badCredential, context) }
        return .goOn(.anonymous(AnonymousRequest(request, self.state.callers)))
    }

    /// Opens and parses a body. Plaintext does not outlive the call.
    ///
    /// - Parameters:
    ///   - now: of the wall clock, for the ledger.
    ///   - steady: milliseconds of a steady clock, for the limit on failures to open.
    package func admit(
        _ authenticated: AuthenticatedRequest, body: Span<UInt8>, now: Timestamp, steady: Int
    ) -> Verdict<ParsedRequest> {
        if authenticated.route.takesBodyCredentials {
            var context = authenticated.refusalContext
            do throws(Refusal) {
                try self.checkBodyCredential(of: authenticated, body)
            } catch {
                if error == .badCredential { context.consumer = nil }
                return .refuse(error, context)
            }
        }
        return self.parse(authenticated, body: body, now: now, steady: steady)
    }

    /// The same for a request whose body must have the credential.
    package func admit(
        _ anonymous: AnonymousRequest, body: Span<UInt8>, now: Timestamp, steady: Int
    ) -> Verdict<ParsedRequest> {
        var context = anonymous.refusalContext
        let authenticated: AuthenticatedRequest
        do throws(Refusal) {
            guard let dialect = anonymous.route.dialect else { throw .badCredential }
            authenticated = try AuthenticatedRequest(
                anonymous, try BodyCredential(of: body, as: dialect.bodies), caller: &context.consumer)
            guard anonymous.hasAcceptableContent else { throw .unsupportedMediaType }
        } catch {
            return .refuse(error, context)
        }
        return self.parse(authenticated, body: body, now: now, steady: steady)
    }

    /// One credential is enough: beside that of the head, a body may at most name its holder.
    private func checkBodyCredential(of authenticated: AuthenticatedRequest, _ body: Span<UInt8>) throws(Refusal) {
        guard let dialect = authenticated.route.dialect else { return }
        let credential = try BodyCredential(of: body, as: dialect.bodies)
        guard credential.clientSecret == nil else { throw .ambiguousCredential }
        guard credential.agrees(with: authenticated.consumer) else { throw .badCredential }
    }

    private func parse(
        _ authenticated: AuthenticatedRequest, body: Span<UInt8>, now: Timestamp, steady: Int
    ) -> Verdict<ParsedRequest> {
        defer { self.plaintext.wipe() }
        let opened: OpenedRequest
        switch self.open(authenticated, body: body, steady: steady) {
        case .goOn(let request): opened = request
        case .refuse(let refusal, let context): return .refuse(refusal, context)
        }
        return self.parse(opened, now: now)
    }

    func parse(_ opened: OpenedRequest, now: Timestamp) -> Verdict<ParsedRequest> {
        do throws(DialectParseFailure) {
            return .goOn(try ParsedRequest(opened, receivedAt: now))
        } catch {
            var context = opened.replyContext
            context.cause = RefusalCause(error)
            return .refuse(error == .unsupportedHint ? .unsupportedHint : .notParsed, context)
        }
    }

    /// Opens a body into the loop's scratch memory, which the caller wipes.
    func open(_ authenticated: AuthenticatedRequest, body: Span<UInt8>, steady: Int) -> Verdict<OpenedRequest> {
        if let refusal: Verdict<OpenedRequest> = self.limit(authenticated, steady) { return refusal }
        do throws(BodyOpenFailure) {
            return .goOn(try OpenedRequest(authenticated, body: body, plaintext: self.plaintext))
        } catch {
            return self.refuse(authenticated, error, steady)
        }
    }

    /// Set when too many bodies of the consumer did not open of late, where one of its profiles has no integrity.
    func limit<Stage>(_ authenticated: AuthenticatedRequest, _ steady: Int) -> Verdict<Stage>? {
        guard authenticated.bodies?.isCiphertextProtected == false,
            let seconds = self.limiter.wait(
                for: authenticated.consumer.name, limit: self.limits.openFailures, at: steady)
        else { return nil }
        return .refuse(.tooManyFailures(retryAfterSeconds: seconds), authenticated.refusalContext)
    }

    /// Refuses a body that did not open.
    func refuse<Stage>(
        _ authenticated: AuthenticatedRequest, _ failure: BodyOpenFailure, _ steady: Int
    ) -> Verdict<Stage> {
        if authenticated.bodies?.isCiphertextProtected == false {
            self.limiter.failed(authenticated.consumer.name, at: steady)
        }
        var context = authenticated.refusalContext
        context.cause = RefusalCause(failure)
        return .refuse(.notOpened, context)
    }
}
