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
    private let replyBody = SecretBuffer(capacity: 1024)
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
    ) -> Verdict<AuthenticatedRequest> {
        let requestID = self.identifiers.identifier(of: head, bytes)
        let context = ReplyContext(route: nil, requestID: requestID, sealing: nil)
        let state = self.state
        let routeIndex: Int
        switch state.snapshot.routes.match(head, bytes) {
        case .route(let index): routeIndex = index
        case .none: return .refuse(.notFound, context)
        case .ambiguous: return .refuse(.ambiguousPath, context)
        }
        let route = state.snapshot.routes.routes[routeIndex]
        let clear = ReplyContext(route: route, requestID: requestID, sealing: nil)
        if route.forward == nil {
            guard head.method == .post else { return .refuse(.methodNotAllowed, clear) }
        } else {
            guard head.method != .trace else { return .refuse(.traceNotAllowed, clear) }
        }
        let service = state.services[routeIndex]
        let origin = CallOrigin(
            of: head, bytes, requestID, from: peer, to: service.upstream, trusted: state.snapshot.trustedProxies)
        let request = ReceivedRequest(
            head, bytes, route: route, routeIndex: routeIndex, service: service, origin: origin)
        let authenticated: AuthenticatedRequest
        var caller: RegisteredConsumer?
        do throws(Refusal) {
            authenticated = try AuthenticatedRequest(
                request, state.callers, state.ciphers, peer.credentials, caller: &caller)
        } catch {
            return .refuse(error, ReplyContext(route: route, requestID: requestID, sealing: nil, consumer: caller))
        }
        guard request.hasAcceptableContent else {
            return .refuse(.unsupportedMediaType, authenticated.refusalContext)
        }
        if case .length(let length) = head.framing, let limit = authenticated.bodyLimit(self.limits), length > limit {
            return .refuse(.bodyTooLarge, authenticated.refusalContext)
        }
        return .goOn(authenticated)
    }

    /// Opens and parses a body. Plaintext does not outlive the call.
    ///
    /// - Parameters:
    ///   - now: of the wall clock, for the ledger.
    ///   - steady: milliseconds of a steady clock, for the limit on failures to open.
    package func admit(
        _ authenticated: AuthenticatedRequest, body: Span<UInt8>, now: Timestamp, steady: Int
    ) -> Verdict<ParsedRequest> {
        defer { self.plaintext.wipe() }
        let opened: OpenedRequest
        switch self.open(authenticated, body: body, steady: steady) {
        case .goOn(let request): opened = request
        case .refuse(let refusal, let context): return .refuse(refusal, context)
        }
        do throws(DialectParseFailure) {
            return .goOn(try ParsedRequest(opened, receivedAt: now))
        } catch {
            var context = opened.replyContext
            context.cause = RefusalCause(error)
            return .refuse(.notParsed, context)
        }
    }

    /// Opens a body into the loop's scratch memory, which the caller wipes.
    func open(_ authenticated: AuthenticatedRequest, body: Span<UInt8>, steady: Int) -> Verdict<OpenedRequest> {
        let isLimited = authenticated.cipher?.profile.isAuthenticated == false
        if isLimited,
            let seconds = self.limiter.wait(
                for: authenticated.consumer.name, limit: self.limits.openFailures, at: steady)
        {
            return .refuse(.tooManyFailures(retryAfterSeconds: seconds), authenticated.refusalContext)
        }
        do throws(BodyOpenFailure) {
            return .goOn(try OpenedRequest(authenticated, body: body, plaintext: self.plaintext))
        } catch {
            if isLimited { self.limiter.failed(authenticated.consumer.name, at: steady) }
            var context = authenticated.refusalContext
            context.cause = RefusalCause(error)
            return .refuse(.notOpened, context)
        }
    }
}

// MARK: - From an outcome to bytes

extension Pipeline {
    /// Appends the whole response to an outcome.
    package func answer(
        _ parsed: ParsedRequest, _ outcome: RevocationOutcome, _ details: TokenDetails?, _ wire: inout ResponseWire
    ) {
        self.write(DecidedRequest(parsed, outcome, details), &wire)
    }

    /// Appends the whole response that refuses.
    package func refuse(_ refusal: Refusal, _ context: ReplyContext, _ wire: inout ResponseWire) {
        self.write(DecidedRequest(context, refusal), &wire)
    }

    private func write(_ decided: DecidedRequest, _ wire: inout ResponseWire) {
        defer { self.replyBody.wipe() }
        self.sealedBody.removeAll(keepingCapacity: true)
        let rendered = RenderedReply(decided, body: self.replyBody)
        do throws(BodySealFailure) {
            let sealed = try SealedReply(rendered, into: &self.sealedBody)
            wire.append(sealed, body: self.sealedBody.span)
        } catch {
            // The reply cannot be sealed: a clear refusal that says nothing of the outcome takes its place.
            let context = ReplyContext(route: decided.context.route, requestID: decided.context.requestID, sealing: nil)
            self.replyBody.wipe()
            self.write(DecidedRequest(context, .notSealed), &wire)
        }
    }
}
