import JSONText
import Primitives

/// The fast way for what most bodies are: `iv ‖ ciphertext ‖ tag` under a static key, encoded, bare or in a member of a
/// JSON object. Contexts and buffers stay from message to message, and nothing is allocated for one. For one event loop.
final class PlainBodies {
    private struct Version {
        let number: Int
        let cipher: ContentCipher
        let seals: SealCount
    }

    /// Of one role.
    private struct Frame {
        /// nil: the body is the sealed text.
        let pointer: JSONPointer?
        let prefix: [UInt8]
        let suffix: [UInt8]
    }

    private let versions: [Version]
    private let encoding: BodyEncoding
    private let ivLength: Int
    private let isGCM: Bool
    private let needsLook: Bool
    private let request: Frame
    private let reply: Frame
    private let random: RandomPool
    @exclusivity(unchecked) private var text: [UInt8] = []
    @exclusivity(unchecked) private var binary: [UInt8] = []

    /// nil where the profile has more to it.
    init?(_ codec: BodyCodec, _ contexts: StaticContexts, random: RandomPool) {
        guard codec.profile.isPlain, let format = codec.request.symmetric?.format,
            let request = Self.frame(codec.request.shape), let reply = Self.frame(codec.reply.shape)
        else { return nil }
        var versions: [Version] = []
        for (index, version) in codec.request.versions.enumerated() {
            guard let cipher = contexts.context(of: .request, index), version.opens, version.canSeal else { return nil }
            versions.append(Version(number: version.number, cipher: cipher, seals: version.seals))
        }
        self.versions = versions
        self.encoding = format.encoding
        self.ivLength = format.ivLength
        self.isGCM = format.algorithm.mode == .gcm
        self.needsLook = codec.needsLook
        self.request = request
        self.reply = reply
        self.random = random
    }

    private static func frame(_ shape: EnvelopeShape) -> Frame? {
        guard let (prefix, suffix) = shape.frame else { return nil }
        switch shape.wrapper {
        case .none: return Frame(pointer: nil, prefix: prefix, suffix: suffix)
        case .json(let member): return Frame(pointer: member.pointer, prefix: prefix, suffix: suffix)
        case .form, .jsonValues: return nil
        }
    }

    func open(
        _ body: Span<UInt8>, as role: MessageRole, into plaintext: SecretBuffer, isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        guard !self.versions.isEmpty else { throw .noUsableVersion }
        try self.decode(body, role)
        let binary = self.binary
        guard binary.count >= self.ivLength else { throw .length }
        let iv = binary.span.extracting(first: self.ivLength)
        let sealed = binary.span.extracting(droppingFirst: self.ivLength)
        let start = plaintext.count
        var furthest = BodyOpenFailure.noUsableVersion
        for index in self.versions.indices {
            do throws(BodyOpenFailure) {
                try self.versions[index].cipher.open(sealed, iv: iv, into: plaintext)
                if !self.needsLook || isWellFormed(plaintext.bytes.extracting(start...)) {
                    return BodyVersion(index: index, number: self.versions[index].number)
                }
                plaintext.truncate(to: start)
                furthest = .content
            } catch {
                if error.progress > furthest.progress { furthest = error }
            }
        }
        throw furthest
    }

    /// Fills `binary` with what the sealed text stands for.
    private func decode(_ body: Span<UInt8>, _ role: MessageRole) throws(BodyOpenFailure) {
        self.binary.removeAll(keepingCapacity: true)
        guard let pointer = role == .request ? self.request.pointer : self.reply.pointer else {
            try self.decode(body)
            return
        }
        guard let value = try? pointer.find(in: body), value.kind == .string else { throw .wrapper }
        guard value.hasEscapes else {
            try self.decode(body.extracting(value.content))
            return
        }
        self.text.removeAll(keepingCapacity: true)
        JSONText.appendString(value, of: body, to: &self.text)
        let text = self.text
        try self.decode(text.span)
    }

    private func decode(_ text: Span<UInt8>) throws(BodyOpenFailure) {
        do throws(EncodingFailure) {
            try self.encoding.decode(text, into: &self.binary)
        } catch {
            throw .encoding
        }
    }

    /// Appends the sealed body. The IV is drawn anew from the system's generator for each message: for GCM it never
    /// repeats with more than negligible probability within ``SealCount/limit`` messages, for CBC it cannot be foretold,
    /// and no count limits it. Authenticated: the ciphertext (GCM), nothing (CBC).
    func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with index: Int, into body: inout [UInt8]
    ) throws(BodySealFailure) {
        let isWithinLimit = self.versions[index].seals.take()
        if self.isGCM, !isWithinLimit { throw .exhausted }
        self.binary.removeAll(keepingCapacity: true)
        do throws(RandomFailure) {
            try self.random.append(self.ivLength, to: &self.binary)
        } catch {
            throw .random
        }
        var drawn = InlineArray<16, UInt8>(repeating: 0)
        for offset in 0..<self.ivLength { drawn[offset] = self.binary[offset] }
        try self.versions[index].cipher.seal(
            plaintext, iv: drawn.span.extracting(first: self.ivLength), into: &self.binary)
        let binary = self.binary
        body += role == .request ? self.request.prefix : self.reply.prefix
        self.encoding.encode(binary.span, into: &body)
        body += role == .request ? self.request.suffix : self.reply.suffix
    }
}

extension CipherProfile {
    /// Whether ``PlainBodies`` does all that the profile says, wrappers apart.
    fileprivate var isPlain: Bool {
        guard case .symmetric(let format) = self.format, self.sessionKey == nil, self.signature == nil else {
            return false
        }
        var plain = SymmetricFormat(algorithm: format.algorithm)
        guard plain.algorithm.mode != .ecb else { return false }
        plain.ivLength = format.ivLength
        plain.encoding = format.encoding
        plain.keyEncoding = format.keyEncoding
        plain.keyDerivation = format.keyDerivation
        plain.iterations = format.iterations
        guard case .prefix(nil) = format.iv, format.keyDerivation != .evpBytesToKeyMD5 else { return false }
        // A salt that does not travel is spent on the key beforehand.
        if case .fixed? = format.salt { plain.salt = format.salt }
        return format == plain && self.replyKey == .same && self.plaintextEncoding == .none
            && self.outerEncoding == .none
    }
}
