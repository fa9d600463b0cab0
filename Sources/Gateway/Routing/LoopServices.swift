import Dialects
package import Revocation

/// What routes send their exchanges to on one event loop: the embedded revoker, and the upstreams that they name.
package final class LoopServices {
    private let embedded: any Revoker
    let learner: any TokenLearner
    private let finder: any TokenFinder
    private let confirmer: any TokenConfirmer
    private let answers: AnswerMemory
    private let threads: any CipherThreads
    private let connect: (Upstream) -> any UpstreamExchanger
    private let forward: (Upstream) -> any Forwarder

    /// - Parameters:
    ///   - learner: records what replies teach.
    ///   - finder: says what is known of subjects.
    ///   - confirmer: records what upstreams have done.
    ///   - answers: keeps what upstreams say of tokens.
    ///   - threads: seal and open what would hold up the loop.
    ///   - connect: the connections that calls and questions go to an upstream by; asked anew with each snapshot.
    ///   - forward: those that whole exchanges are passed on by.
    package init(
        embedded: any Revoker, learner: any TokenLearner, finder: any TokenFinder, confirmer: any TokenConfirmer,
        answers: AnswerMemory, threads: any CipherThreads, connect: @escaping (Upstream) -> any UpstreamExchanger,
        forward: @escaping (Upstream) -> any Forwarder
    ) {
        self.embedded = embedded
        self.learner = learner
        self.finder = finder
        self.confirmer = confirmer
        self.answers = answers
        self.threads = threads
        self.connect = connect
        self.forward = forward
    }

    /// By the route's place.
    func services(for snapshot: Snapshot, _ ciphers: LoopCiphers) -> [RouteService] {
        var made: [String: RouteService] = [:]
        if !snapshot.routes.routes.contains(where: \.isIntrospection) { self.answers.forget() }
        return snapshot.routes.routes.map { route in
            guard let name = route.upstreamName else {
                return route.isIntrospection
                    ? .introspector(EmbeddedIntrospector(finder: self.finder), nil) : .revoker(self.embedded, nil)
            }
            if let ready = made[name] { return ready }
            guard let upstream = snapshot.upstreams[name] else {
                preconditionFailure("a snapshot is checked whole: its routes name upstreams that are there")
            }
            let service = self.service(upstream, snapshot, ciphers)
            made[name] = service
            return service
        }
    }

    private func service(_ upstream: Upstream, _ snapshot: Snapshot, _ ciphers: LoopCiphers) -> RouteService {
        guard let dialect = upstream.dialect else { return .forwarder(self.forward(upstream), upstream) }
        let bodies: UpstreamBodies.Travel =
            if let cipher = upstream.cipher {
                ciphers.candidate(cipher).map { .sealed($0) } ?? .unsealable
            } else {
                .clear
            }
        switch dialect.operation {
        case .revocation(let client):
            let revoker = UpstreamRevoker(
                upstream, client, bodies: bodies, exchanger: self.connect(upstream), finder: self.finder,
                threads: self.threads)
            // Who may ask whether a token lives must not be told so after it was revoked.
            guard snapshot.routes.routes.contains(where: \.isIntrospection) else { return .revoker(revoker, upstream) }
            return .revoker(
                ConfirmingRevoker(revoker, confirmer: self.confirmer, memory: self.answers), upstream)
        case .introspection(let client):
            let introspector = UpstreamIntrospector(
                upstream, client, bodies: bodies, exchanger: self.connect(upstream), memory: self.answers,
                limits: snapshot.limits.answers, threads: self.threads)
            return .introspector(EmbeddedIntrospector(finder: self.finder, beyond: introspector), upstream)
        }
    }
}

/// What serves a route on one loop, and where that goes.
enum RouteService {
    /// The embedded one has no upstream.
    case revoker(any Revoker, Upstream?)
    /// With the upstream that is asked about tokens the ledger does not know.
    case introspector(any Introspector, Upstream?)
    case forwarder(any Forwarder, Upstream)

    var upstream: Upstream? {
        switch self {
        case .revoker(_, let upstream): upstream
        case .introspector(_, let upstream): upstream
        case .forwarder(_, let upstream): upstream
        }
    }
}
