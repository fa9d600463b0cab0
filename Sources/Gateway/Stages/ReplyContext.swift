package import Consumers
package import Observability
package import Revocation

/// What a reply needs to know of the exchange it ends.
package struct ReplyContext {
    /// nil before a route was found.
    package let route: Route?
    package let requestID: RequestID
    /// nil: the reply travels in the clear.
    private(set) var sealing: ReplySealing?
    /// Who asked, where a refusal is told of it; for operators.
    package var consumer: RegisteredConsumer?
    /// The origin whose page may read the reply.
    var allowedOrigin: String?
    /// The place of the cipher that opened the body among those of the route; -1 where none did.
    package var openedBy = -1
    /// Why it is refused, for operators.
    package var cause: RefusalCause?

    /// The same for a refusal given because as much waits as may: in the clear where threads would seal it, since those are
    /// what replies to calls that were carried out wait for.
    package var sparingThreads: ReplyContext {
        guard self.sealing?.candidate.sealsElsewhere != nil else { return self }
        var context = self
        context.sealing = nil
        return context
    }
}
