package import Primitives

/// One named key under one profile, ready to open and seal bodies. Belongs to one event loop.
package final class BodyCipher {
    package let profile: CipherProfile
    /// The same cipher for another thread; set where the profile is costly, and then nothing else here is to be called
    /// on an event loop.
    package let costly: CostlyCipher?
    let codec: BodyCodec
    private let contexts: StaticContexts
    private let plain: PlainBodies?
    private let draws: MessageDraws

    /// - Parameter seals: the count of a key's version by its number, shared with other loops.
    package convenience init(
        profile: CipherProfile, keys: CipherKeys, random: RandomPool, seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        try self.init(profile: profile, keys: keys, draws: MessageDraws(pool: random), random: random, seals: seals)
    }

    /// - Parameter random: of the fast way; nil where the draws are all that may be used.
    init(
        profile: CipherProfile, keys: CipherKeys, draws: MessageDraws, random: RandomPool?,
        seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        let codec = try BodyCodec(profile: profile, keys: keys, seals: seals)
        let contexts = try StaticContexts(codec)
        self.profile = profile
        self.codec = codec
        self.contexts = contexts
        self.plain = random.flatMap { PlainBodies(codec, contexts, random: $0) }
        self.draws = draws
        self.costly = profile.isCostly ? CostlyCipher(codec) : nil
    }

    /// Opens a body with the newest version that fits and appends its plaintext.
    ///
    /// Without integrity a wrong key may decipher to something: there, a version counts only if `isWellFormed` says
    /// yes to what it gave. - Returns: the version, for ``seal(_:as:with:into:fields:trace:)`` of the reply.
    ///
    /// - Parameters:
    ///   - fields: of the message, those of ``CipherProfile/fieldNames``.
    ///   - request: what ``seal(_:as:with:into:fields:trace:)`` gave of the request that a reply answers.
    package func open(
        _ body: Span<UInt8>, _ fields: EnvelopeFields = EnvelopeFields(), as role: MessageRole = .request,
        answering request: BodyVersion? = nil, into plaintext: SecretBuffer, trace: OpenTrace? = nil,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        if let plain = self.plain, trace == nil {
            return try plain.open(body, as: role, into: plaintext, isWellFormed: isWellFormed)
        }
        return try self.codec.open(
            body, fields, as: role, answering: request, contexts: self.contexts, into: plaintext, trace: trace,
            isWellFormed: isWellFormed)
    }

    /// The version that seals what answers no opened body.
    package var activeVersion: BodyVersion? { self.codec.activeVersion }

    /// Appends the sealed body, wrapper and all, and adds the header fields that belong to it.
    ///
    /// - Parameter version: what opened the request, or ``activeVersion``.
    /// - Returns: for ``open(_:_:as:answering:into:trace:isWellFormed:)`` of the reply to what was sealed.
    @discardableResult
    package func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, into body: inout [UInt8],
        fields: inout EnvelopeFields, trace: OpenTrace? = nil
    ) throws(BodySealFailure) -> BodyVersion {
        if let plain = self.plain, trace == nil {
            try plain.seal(plaintext, as: role, with: version.index, into: &body)
            return version
        }
        return try self.codec.seal(
            plaintext, as: role, with: version, contexts: self.contexts, self.draws, into: &body, fields: &fields,
            trace: trace)
    }
}
