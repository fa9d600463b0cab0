import Dialects
import Envelopes
import Observability

/// A refusal that a route of a dialect can answer with, and how that travels.
struct PossibleRefusal {
    let refusal: Refusal
    let travelsSealed: Bool
    let travelsClear: Bool

    /// The kind that operators read, and where callers are told more than that, what they are told.
    var name: String {
        switch self.refusal {
        case .foreignToken: "foreign-token"
        case .unsupportedHint: "unsupported-hint"
        default: self.refusal.kind.word.description
        }
    }

    /// In the order that they are looked for.
    static func all(on route: Route) -> [PossibleRefusal] {
        let isSealed = !route.ciphers.isEmpty
        let isClear = route.ciphers.contains { $0.profile.replyKey == .clear }
        // Under a key of the request nothing is sealed before that is opened.
        let isClearEarly = isClear || route.ciphers.contains { $0.profile.replyKey == .session }
        var refusals: [PossibleRefusal] = []
        func add(_ refusal: Refusal, sealed: Bool, clear: Bool) {
            refusals.append(
                PossibleRefusal(
                    refusal: refusal, travelsSealed: isSealed && sealed, travelsClear: !isSealed || clear))
        }
        // Before caller and key are known.
        for refusal in [Refusal.badCredential, .ambiguousCredential, .forbidden] {
            add(refusal, sealed: false, clear: true)
        }
        // Before the body is.
        for refusal in [Refusal.unsupportedMediaType, .bodyTooLarge, .bodyTimeout, .overloaded] {
            add(refusal, sealed: true, clear: isClearEarly)
        }
        if isSealed {
            add(.notOpened, sealed: true, clear: isClearEarly)
            if !route.ciphers.allSatisfy(\.profile.isCiphertextProtected) {
                add(.tooManyFailures(retryAfterSeconds: 60), sealed: true, clear: isClearEarly)
            }
            add(.notSealed, sealed: false, clear: true)
        }
        for refusal in self.decided(on: route) { add(refusal, sealed: true, clear: isClear || route.allowsPlaintext) }
        return refusals
    }

    /// What an opened body can come to.
    private static func decided(on route: Route) -> [Refusal] {
        var refusals: [Refusal] = [.notParsed]
        if route.policy.hint == .strict { refusals.append(.unsupportedHint) }
        if route.isIntrospection { return refusals + [.unavailable(retryAfterSeconds: 1)] }
        if route.policy.unknownToken == .error { refusals.append(.invalidToken) }
        refusals.append(.foreignToken)
        switch route.revoker {
        case .embedded: refusals.append(.tooManyUnknown(retryAfterSeconds: 60))
        case .upstream, nil: refusals.append(.unsupportedSubject)
        }
        return refusals + [.unavailable(retryAfterSeconds: 1)]
    }
}
