import Primitives

/// A ``JWECipher`` of one event loop. For compact messages under the key itself (`dir`) it keeps the cipher's contexts
/// and the last protected header that it read or wrote, which senders repeat: such a message costs what its base64 and
/// its cipher cost. All other messages, and those that do not open so, are the ``JWECipher``'s.
final class JWELoopCipher {
    /// A protected header and what it stands for.
    private final class Known {
        /// In base64url.
        let header: [UInt8]
        let version: BodyVersion
        let ivLength: Int
        let tagLength: Int
        let content: JWEContentCipher
        let seals: SealCount?

        init(
            header: [UInt8], version: BodyVersion, ivLength: Int, tagLength: Int, content: JWEContentCipher,
            seals: SealCount?
        ) {
            self.header = header
            self.version = version
            self.ivLength = ivLength
            self.tagLength = tagLength
            self.content = content
            self.seals = seals
        }
    }

    let cipher: JWECipher
    private var read: Known?
    private var written: Known?
    private var iv: [UInt8] = []
    private var sealed: [UInt8] = []

    /// Whether messages of either role may be kept: of those under the content key of a request none is.
    private let keeps: Bool
    private let keepsReplies: Bool

    init(_ cipher: JWECipher) {
        self.cipher = cipher
        self.keeps = cipher.replyKey != .session && cipher.format.keyManagement.contains(.dir)
        self.keepsReplies = self.keeps && cipher.replyKey == .same
    }

    private func keeps(_ role: MessageRole) -> Bool { role == .request ? self.keeps : self.keepsReplies }

    func open(
        _ body: Span<UInt8>, as role: MessageRole, answering request: BodyVersion?, into plaintext: SecretBuffer,
        trace: OpenTrace?
    ) throws(BodyOpenFailure) -> BodyVersion {
        let isKept = trace == nil && self.keeps(role)
        if isKept, let version = self.openKnown(body, into: plaintext) { return version }
        let version = try self.cipher.open(body, as: role, answering: request, into: plaintext, trace: trace)
        if isKept { self.read = self.known(body, version) ?? self.read }
        return version
    }

    /// nil where the message is another, or its tag is wrong.
    private func openKnown(_ body: Span<UInt8>, into plaintext: SecretBuffer) -> BodyVersion? {
        guard let known = self.read else { return nil }
        let header = known.header
        let text = JWEMessage.trimmed(body)
        let length = header.count
        let ivEnd = length + 2 + Base64.encodedCount(of: known.ivLength, padded: false)
        let tagStart = text.count - Base64.encodedCount(of: known.tagLength, padded: false)
        // header . . iv . ciphertext . tag
        guard ivEnd + 2 <= tagStart, constantTimeEquals(text.extracting(first: length), header.span),
            text[length] == UInt8(ascii: "."),
            text[length + 1] == UInt8(ascii: "."), text[ivEnd] == UInt8(ascii: "."),
            text[tagStart - 1] == UInt8(ascii: ".")
        else { return nil }
        self.iv.removeAll(keepingCapacity: true)
        self.sealed.removeAll(keepingCapacity: true)
        guard Self.decode(text.extracting((length + 2)..<ivEnd), into: &self.iv),
            Self.decode(text.extracting((ivEnd + 1)..<(tagStart - 1)), into: &self.sealed),
            Self.decode(text.extracting(tagStart...), into: &self.sealed)
        else { return nil }
        let (iv, sealed) = (self.iv, self.sealed)
        do throws(OpenFailure) {
            try known.content.open(
                sealed.span, tagLength: known.tagLength, iv: iv.span, authenticating: text.extracting(..<length),
                into: plaintext)
            return known.version
        } catch {
            return nil
        }
    }

    private static func decode(_ text: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        let start = output.count
        guard (try? Base64.decode(text, alphabet: .url, into: &output)) != nil else { return false }
        return JOSEText.isExact(text.count, output.count - start)
    }

    /// What to keep of a message that was opened; nil where it is not compact, direct and uncompressed.
    private func known(_ body: Span<UInt8>, _ version: BodyVersion) -> Known? {
        guard let message = try? JWEMessage(compact: JWEMessage.trimmed(body), trace: nil),
            let parameters = try? JWEParameters(message.recipients[0], format: self.cipher.format),
            parameters.algorithm == .dir, !parameters.isCompressed
        else { return nil }
        return self.known(message.protectedText, version, parameters.encryption)
    }

    private func known(_ header: [UInt8], _ version: BodyVersion, _ encryption: JWEContentEncryption) -> Known? {
        let ivLength = encryption.ivLength(in: self.cipher.format)
        guard let key = self.cipher.main.keys[version.index].material.octets,
            let content = try? JWEContentCipher(encryption, key: key, ivLength: ivLength)
        else { return nil }
        return Known(
            header: header, version: version, ivLength: ivLength, tagLength: encryption.tagLength, content: content,
            seals: self.cipher.main.keys[version.index].seals)
    }
}

extension JWELoopCipher {
    func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, random: RandomPool?,
        into body: inout [UInt8], trace: OpenTrace?
    ) throws(BodySealFailure) -> BodyVersion {
        guard trace == nil, self.keeps(role), self.cipher.format.serialization == .compact,
            self.cipher.format.issuedAt == .none, let random
        else {
            return try self.cipher.seal(plaintext, as: role, with: version, random: random, into: &body, trace: trace)
        }
        if self.written?.version.index != version.index { self.written = self.direct(version) }
        guard let known = self.written else {
            return try self.cipher.seal(plaintext, as: role, with: version, random: random, into: &body, trace: trace)
        }
        try self.seal(plaintext, known, random, into: &body)
        return known.version
    }

    /// What a version writes under itself; nil where it writes under something else.
    private func direct(_ version: BodyVersion) -> Known? {
        guard self.cipher.main.keys.indices.contains(version.index) else { return nil }
        let key = self.cipher.main.keys[version.index]
        guard let algorithms = self.cipher.format.algorithms(for: key, to: .seal), algorithms.management == .dir else {
            return nil
        }
        return self.known(
            JOSEText.encoded(self.cipher.directHeader(key, algorithms.encryption)),
            BodyVersion(index: version.index, number: key.number), algorithms.encryption)
    }

    private func seal(
        _ plaintext: Span<UInt8>, _ known: Known, _ random: RandomPool, into body: inout [UInt8]
    ) throws(BodySealFailure) {
        if let seals = known.seals, !seals.take() { throw .exhausted }
        self.iv.removeAll(keepingCapacity: true)
        self.sealed.removeAll(keepingCapacity: true)
        do throws(RandomFailure) {
            try random.append(known.ivLength, to: &self.iv)
        } catch {
            throw .random
        }
        let (iv, header) = (self.iv, known.header)
        do throws(SealFailure) {
            try known.content.seal(plaintext, iv: iv.span, authenticating: header.span, into: &self.sealed)
        } catch {
            throw .cipher
        }
        let sealed = self.sealed
        let dot = UInt8(ascii: ".")
        body += header
        body.append(dot)
        body.append(dot)
        JOSEText.encode(iv.span, into: &body)
        body.append(dot)
        JOSEText.encode(sealed.span.extracting(droppingLast: known.tagLength), into: &body)
        body.append(dot)
        JOSEText.encode(sealed.span.extracting(last: known.tagLength), into: &body)
    }
}
