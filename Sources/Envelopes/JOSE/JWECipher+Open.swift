import Primitives

extension JWECipher {
    /// One key that may open a message for one of its recipients.
    private struct Attempt {
        let parameters: JWEParameters
        let encryptedKey: [UInt8]
        let material: KeyMaterial
        let version: BodyVersion
    }

    /// Opens a message, the profile's wrapper taken off, and appends its plaintext.
    ///
    /// Each key that may fit does the same work whether its content key unwraps or not (RFC 7516 § 11.5): a random one
    /// takes its place. What fails before costs one operation with a private key too (``spendUnwrapping(as:)``).
    func open(
        _ body: Span<UInt8>, as role: MessageRole, answering request: BodyVersion?, into plaintext: SecretBuffer,
        trace: OpenTrace?
    ) throws(BodyOpenFailure) -> BodyVersion {
        let session = role == .reply && self.replyKey == .session ? request?.session : nil
        let message: JWEMessage
        let attempts: [Attempt]
        do throws(BodyOpenFailure) {
            (message, attempts) = try self.prepare(body, as: role, session, request, trace)
        } catch {
            if session == nil { self.spendUnwrapping(as: role) }
            throw error
        }
        return try self.open(message, attempts, into: plaintext, trace: trace)
    }

    /// All that comes before the work with a private key.
    private func prepare(
        _ body: Span<UInt8>, as role: MessageRole, _ session: SessionKey?, _ request: BodyVersion?, _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> (JWEMessage, [Attempt]) {
        let format = session.map { self.format.replying(under: $0) } ?? self.format
        let message = try JWEMessage(body, format: format, trace: trace)
        let accepted = try self.accepted(message, format: format, trace: trace)
        try self.checkLengths(of: message, accepted[0].parameters, trace: trace)
        let attempts =
            session.map { session in
                [
                    Attempt(
                        parameters: accepted[0].parameters, encryptedKey: [], material: .octets(session.key),
                        version: BodyVersion(index: 0, number: request?.number ?? 0, session: session))
                ]
            } ?? self.attempts(accepted, as: role, trace)
        guard !attempts.isEmpty else {
            trace?.note("no version of the key has the kid, kind, size and allowed use that the message needs")
            throw .noUsableVersion
        }
        return (message, attempts)
    }

    /// The recipients whose algorithms the profile allows.
    private func accepted(
        _ message: JWEMessage, format: JWEFormat, trace: OpenTrace?
    ) throws(BodyOpenFailure) -> [(parameters: JWEParameters, encryptedKey: [UInt8])] {
        let encryption = try? message.recipients[0].header.text("enc")
        var accepted: [(parameters: JWEParameters, encryptedKey: [UInt8])] = []
        for recipient in message.recipients {
            guard (try? recipient.header.text("enc")) == encryption else {
                trace?.note("the header: recipients have different \"enc\"")
                throw .header
            }
            do throws(JWEHeaderFault) {
                accepted.append((try JWEParameters(recipient, format: format), recipient.encryptedKey))
            } catch {
                trace?.note("the header: \(error.words)")
            }
        }
        guard !accepted.isEmpty, message.recipients.allSatisfy({ !$0.header.has("crit") }) else { throw .header }
        // A content key that is agreed or shared is no other recipient's (RFC 7516 § 7.2.1).
        guard message.recipients.count == 1 || accepted.allSatisfy({ !$0.parameters.algorithm.isDirect }) else {
            trace?.note("the header: one of several recipients has the content key itself")
            throw .header
        }
        return accepted
    }

    private func checkLengths(
        of message: JWEMessage, _ parameters: JWEParameters, trace: OpenTrace?
    ) throws(BodyOpenFailure) {
        let encryption = parameters.encryption
        let ivLength = encryption.ivLength(in: self.format)
        guard message.iv.count == ivLength, message.tag.count == encryption.tagLength else {
            trace?.note(
                "\(encryption.rawValue) needs an IV of \(ivLength) and a tag of \(encryption.tagLength) bytes; "
                    + "here are \(message.iv.count) and \(message.tag.count)")
            throw .length
        }
    }

    /// What a message makes the gateway compute is bounded for all of its recipients together.
    private func attempts(
        _ accepted: [(parameters: JWEParameters, encryptedKey: [UInt8])], as role: MessageRole, _ trace: OpenTrace?
    ) -> [Attempt] {
        guard let ring = self.ring(of: role) else { return [] }
        var attempts: [Attempt] = []
        var budget = AttemptBudget(iterations: self.format.maximumIterations)
        for (parameters, encryptedKey) in accepted {
            for index in ring.candidates(for: parameters.identifier) {
                let key = ring.keys[index]
                guard parameters.fits(key) else { continue }
                guard budget.take(parameters) else {
                    trace?.note("version \(key.number) is not tried: the message asks for too much work")
                    continue
                }
                attempts.append(
                    Attempt(
                        parameters: parameters, encryptedKey: encryptedKey, material: key.material,
                        version: BodyVersion(index: index, number: key.number)))
            }
        }
        return attempts
    }

    /// The key that opens messages of a role; nil where only the content key of the request does.
    func ring(of role: MessageRole) -> JOSEKeyRing? {
        guard role == .reply else { return self.main }
        return switch self.replyKey {
        case .same: self.main
        case .responseKey: self.response
        case .session, .clear: nil
        }
    }

    private func open(
        _ message: JWEMessage, _ attempts: [Attempt], into plaintext: SecretBuffer, trace: OpenTrace?
    ) throws(BodyOpenFailure) -> BodyVersion {
        var failure = BodyOpenFailure.unwrap
        for attempt in attempts {
            let parameters = attempt.parameters
            let unwrapping = JWEUnwrapping(parameters: parameters, encryptedKey: attempt.encryptedKey)
            guard let random = try? SecretBytes.random(count: parameters.encryption.keyLength) else { throw .unwrap }
            let unwrapped = unwrapping.contentKey(under: attempt.material)
            let content = JWEContent(encryption: parameters.encryption, key: unwrapped ?? random)
            let note = "\(parameters.algorithm.rawValue), \(parameters.encryption.rawValue)"
            do throws(BodyOpenFailure) {
                try self.open(message, content, isCompressed: parameters.isCompressed, into: plaintext)
            } catch .tag {
                if unwrapped != nil { failure = .tag }
                trace?.note(
                    "\(note), version \(attempt.version.number): "
                        + (unwrapped == nil ? "the content key does not unwrap" : "the tag is wrong"))
                continue
            } catch {
                trace?.note("\(note): the plaintext does not inflate within the profile's limit")
                throw error
            }
            trace?.note("\(note), version \(attempt.version.number): opened")
            return BodyVersion(
                index: attempt.version.index, number: attempt.version.number, session: self.session(content))
        }
        throw failure
    }

    private func open(
        _ message: JWEMessage, _ content: JWEContent, isCompressed: Bool, into plaintext: SecretBuffer
    ) throws(BodyOpenFailure) {
        guard isCompressed, let limit = self.format.compressedLimit else {
            return try content.open(message, into: plaintext)
        }
        let compressed = SecretBuffer(capacity: message.ciphertext.count)
        try content.open(message, into: compressed)
        let start = plaintext.count
        do throws(InflateFailure) {
            try Deflate.inflate(compressed.bytes, limit: limit, into: plaintext)
        } catch {
            plaintext.truncate(to: start)
            throw .compression
        }
    }
}

extension JWEParameters {
    /// Whether a key version may open what the header describes.
    func fits(_ key: JOSEKeyRing.Key) -> Bool {
        if case .publicKey = key.material { return false }
        return self.algorithm.takes(key.material, for: self.encryption)
            && key.binding.permits(self.algorithm, self.encryption, to: .open)
    }
}

extension JWEFormat {
    /// What is allowed of a reply under the content key of the request: that key itself, for the same algorithm.
    func replying(under session: SessionKey) -> JWEFormat {
        var format = self
        format.keyManagement = [.dir]
        if let encryption = session.encryption { format.contentEncryption = [encryption] }
        return format
    }
}
