package import Revocation

/// A request whose head has passed, by what is to come.
package enum Reception {
    case authenticated(AuthenticatedRequest)
    /// Its body must have the credential.
    case anonymous(AnonymousRequest)
    /// Nothing: a browser asks what pages of another origin may send.
    case preflight(ReplyContext)
    /// Nothing either: public keys are asked for.
    case document([UInt8], ReplyContext)
}

/// A request to a route of clear bodies whose head has no credential: there the body may have it (contract.md,
/// Credentials).
package final class AnonymousRequest {
    package let route: Route
    package let origin: CallOrigin
    let service: RouteService
    let callers: CallerDirectory
    /// Whether the body is what the route reads; told only to who is known.
    let hasAcceptableContent: Bool
    let allowedOrigin: String?

    init(_ request: borrowing ReceivedRequest, _ callers: CallerDirectory) {
        self.route = request.route
        self.origin = request.origin
        self.service = request.service
        self.callers = callers
        self.hasAcceptableContent = request.hasAcceptableContent
        self.allowedOrigin = request.allowedOrigin
    }

    /// How a refusal of this request travels before its caller is known.
    package var refusalContext: ReplyContext {
        ReplyContext(
            route: self.route, requestID: self.origin.requestID, sealing: nil, allowedOrigin: self.allowedOrigin)
    }
}
