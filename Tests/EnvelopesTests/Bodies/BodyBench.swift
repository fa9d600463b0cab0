import Primitives

@testable import Envelopes

/// A cipher under test, with keys made of bytes and draws that are given.
struct BodyBench {
    var profile: CipherProfile
    var keys: CipherKeys
    /// What is drawn, first to last; nil: random.
    var draws: [[UInt8]]?
    /// Milliseconds since 1970.
    var time: Int64 = 0

    init(_ profile: CipherProfile, keys: CipherKeys) {
        self.profile = profile
        self.keys = keys
    }

    init(_ profile: CipherProfile, key: [UInt8]...) {
        self.init(profile, keys: CipherKeys(main: .of(key)))
    }

    init(_ format: SymmetricFormat, key: [UInt8]..., change: (inout CipherProfile) -> Void = { _ in }) {
        var profile = CipherProfile(name: "bench", format: .symmetric(format))
        change(&profile)
        self.init(profile, keys: CipherKeys(main: .of(key)))
    }

    func cipher(sealed: UInt64 = 0) throws(BodyCipherFailure) -> BodyCipher {
        let pool = RandomPool()
        let draws = self.draws.map { MessageDraws(giving: $0, at: self.time) } ?? MessageDraws(pool: pool)
        return try BodyCipher(
            profile: self.profile, keys: self.keys, draws: draws, random: self.draws == nil ? pool : nil,
            seals: { _, _ in SealCount(startingAt: sealed) })
    }

    func seal(
        _ text: [UInt8], as role: MessageRole = .request, with version: BodyVersion? = nil
    ) throws -> Sealed {
        let cipher = try self.cipher()
        return try cipher.sealing(text, as: role, with: version)
    }

    func open(
        _ sealed: Sealed, as role: MessageRole = .request, answering request: BodyVersion? = nil,
        trace: OpenTrace? = nil
    ) throws -> Opened {
        let cipher = try self.cipher()
        return try cipher.opening(sealed.body, sealed.fields, as: role, answering: request, trace: trace)
    }

    struct Sealed {
        var body: [UInt8]
        var fields = EnvelopeFields()
        var version = BodyVersion(index: 0, number: 1)

        init(_ body: [UInt8], _ fields: EnvelopeFields = EnvelopeFields(), _ version: BodyVersion? = nil) {
            self.body = body
            self.fields = fields
            if let version { self.version = version }
        }

        var text: String { String(decoding: self.body, as: UTF8.self) }
    }

    struct Opened {
        let text: [UInt8]
        let version: BodyVersion
    }
}

extension BodyCipher {
    func sealing(
        _ text: [UInt8], as role: MessageRole = .request, with version: BodyVersion? = nil, trace: OpenTrace? = nil
    ) throws(BodySealFailure) -> BodyBench.Sealed {
        guard let version = version ?? self.activeVersion else { throw .noKey }
        var body: [UInt8] = []
        var fields = EnvelopeFields()
        let sealed = try self.seal(text.span, as: role, with: version, into: &body, fields: &fields, trace: trace)
        return BodyBench.Sealed(body, fields, sealed)
    }

    func opening(
        _ body: [UInt8], _ fields: EnvelopeFields = EnvelopeFields(), as role: MessageRole = .request,
        answering request: BodyVersion? = nil, trace: OpenTrace? = nil,
        isWellFormed: (Span<UInt8>) -> Bool = { $0.count > 0 && $0[0] == UInt8(ascii: "{") }
    ) throws(BodyOpenFailure) -> BodyBench.Opened {
        let output = SecretBuffer(capacity: 16)
        do throws(BodyOpenFailure) {
            let version = try self.open(
                body.span, fields, as: role, answering: request, into: output, trace: trace, isWellFormed: isWellFormed)
            return BodyBench.Opened(text: output.array, version: version)
        } catch {
            precondition(output.count == 0, "nothing of a failed body stays")
            throw error
        }
    }
}

extension NamedKey {
    /// A key of octets whose newest version is active and whose others accept.
    static func of(_ versions: [[UInt8]], name: String = "k") -> NamedKey {
        NamedKey(
            name: name,
            versions: versions.enumerated().map { index, bytes in
                KeyVersion(
                    number: index + 1, state: index == versions.count - 1 ? .active : .accepting, createdAt: 0,
                    activatedAt: 0, material: .octets(SecretBytes(bytes)))
            })
    }

    static func of(_ material: KeyMaterial, name: String = "k") -> NamedKey {
        NamedKey(name: name).adding(material, at: 0)
    }
}

extension CipherProfile {
    func freshOctets() throws -> KeyMaterial {
        try self.freshMaterial(for: .symmetric, bits: 2048, curve: .x25519)
    }
}

extension Span<UInt8> {
    var copied: [UInt8] { self.withUnsafeBytes { Array($0) } }
}
