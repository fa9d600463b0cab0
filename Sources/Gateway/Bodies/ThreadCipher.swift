package import Envelopes
package import Primitives

/// A cipher for threads other than the event loop.
package enum ThreadCipher: Sendable {
    case costly(CostlyCipher)
    /// One that would not have to leave the loop: made anew for each body, which costs little beside what it stands with.
    case made(CipherProfile, CipherKeys, SealCounts)

    init(_ cipher: BodyCipher, _ keys: CipherKeys, _ seals: SealCounts) {
        self = cipher.costly.map { .costly($0) } ?? .made(cipher.profile, keys, seals)
    }

    private static func make(
        _ profile: CipherProfile, _ keys: CipherKeys, _ seals: SealCounts
    ) -> BodyCipher? {
        try? BodyCipher(
            profile: profile, keys: keys, random: RandomPool(),
            seals: { seals.count(key: $0.name, version: $1) })
    }

    fileprivate func open(_ opening: BodyOpening) throws(BodyOpenFailure) -> (SecretBytes, BodyVersion) {
        switch self {
        case .costly(let cipher):
            let opened = try cipher.open(
                opening.body, opening.fields, as: opening.role, answering: opening.request,
                isWellFormed: opening.isWellFormed)
            return (opened.plaintext, opened.version)
        case .made(let profile, let keys, let seals):
            guard let cipher = Self.make(profile, keys, seals) else { throw .noUsableVersion }
            let plaintext = SecretBuffer(capacity: opening.body.count)
            defer { plaintext.wipe() }
            let body = opening.body
            let version = try cipher.open(
                body.span, opening.fields, as: opening.role, answering: opening.request, into: plaintext,
                isWellFormed: opening.isWellFormed)
            return (SecretBytes(copying: plaintext.bytes), version)
        }
    }

    fileprivate func seal(_ sealing: BodySealing) throws(BodySealFailure) -> SealedBody {
        switch self {
        case .costly(let cipher):
            let sealed = try cipher.seal(sealing.plaintext, as: sealing.role, with: sealing.version)
            return SealedBody(body: sealed.body, fields: sealed.fields, version: sealed.version)
        case .made(let profile, let keys, let seals):
            guard let cipher = Self.make(profile, keys, seals) else { throw .cipher }
            var body: [UInt8] = []
            var fields = EnvelopeFields()
            let version = try cipher.seal(
                sealing.plaintext.bytes, as: sealing.role, with: sealing.version, into: &body, fields: &fields)
            return SealedBody(body: body, fields: fields, version: version)
        }
    }
}

/// A body to be opened on another thread: with the first cipher that fits.
package struct BodyOpening: Sendable {
    package struct Opened: Sendable {
        package let plaintext: SecretBytes
        /// Of the cipher that fitted.
        package let index: Int
        package let version: BodyVersion
    }

    let ciphers: [ThreadCipher]
    let body: [UInt8]
    let fields: EnvelopeFields
    let role: MessageRole
    /// Of a reply: what its request was sealed with.
    let request: BodyVersion?
    let isWellFormed: @Sendable (Span<UInt8>) -> Bool

    /// On any thread.
    package func carryOut() -> Result<Opened, BodyOpenFailure> {
        var furthest: BodyOpenFailure?
        for (index, cipher) in self.ciphers.enumerated() {
            do throws(BodyOpenFailure) {
                let (plaintext, version) = try cipher.open(self)
                return .success(Opened(plaintext: plaintext, index: index, version: version))
            } catch {
                furthest = error.further(than: furthest)
            }
        }
        return .failure(furthest ?? .noUsableVersion)
    }
}

/// A body to be sealed on another thread.
package struct BodySealing: Sendable {
    let cipher: ThreadCipher
    let plaintext: SecretBytes
    let role: MessageRole
    let version: BodyVersion

    /// On any thread.
    package func carryOut() -> Result<SealedBody, BodySealFailure> {
        do throws(BodySealFailure) {
            return .success(try self.cipher.seal(self))
        } catch {
            return .failure(error)
        }
    }
}

package struct SealedBody: Sendable {
    package let body: [UInt8]
    package let fields: EnvelopeFields
    /// For the opening of the reply to what was sealed.
    package let version: BodyVersion
}

/// Whose operation it is that threads are given, and how far that exchange has come.
package struct KeyOperationTurn: Sendable {
    /// Consumers take turns, and of each what came first; nil: as of one more consumer.
    package let consumer: String?
    /// Whether work was done for the exchange that a refusal would waste: it finds room for longer than what begins.
    package let isUnderWay: Bool

    package init(of consumer: String?, isUnderWay: Bool) {
        self.consumer = consumer
        self.isUnderWay = isUnderWay
    }
}

/// Threads that open and seal what would hold up an event loop, as one loop sees them.
package protocol CipherThreads: AnyObject {
    /// Has a body opened; `then` is called on the loop, later.
    ///
    /// - Returns: false, and nothing is done, when as much waits as may.
    func open(
        _ opening: BodyOpening, in turn: KeyOperationTurn,
        then: @escaping (Result<BodyOpening.Opened, BodyOpenFailure>) -> Void
    ) -> Bool

    /// The same for sealing.
    func seal(
        _ sealing: BodySealing, in turn: KeyOperationTurn,
        then: @escaping (Result<SealedBody, BodySealFailure>) -> Void
    ) -> Bool
}
