import Primitives

extension JWECipher {
    /// Who a message is sealed for: the key, its `kid`, and what it is sealed with.
    private struct Target {
        let management: JWEKeyManagement
        let encryption: JWEContentEncryption
        let material: KeyMaterial
        let identifier: String?
        var seals: SealCount?
    }

    /// Appends the sealed message in the profile's serialisation, without the profile's wrapper.
    ///
    /// - Parameters:
    ///   - version: of ``activeVersion``, or what opened the request that is answered.
    ///   - random: gives IVs; nil: the system does.
    func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, random: RandomPool?,
        into body: inout [UInt8], trace: OpenTrace?
    ) throws(BodySealFailure) -> BodyVersion {
        let target = try self.target(as: role, with: version)
        if let seals = target.seals, !seals.take() { throw .exhausted }
        let wrapping = JWEWrapping(
            algorithm: target.management, encryption: target.encryption, source: self.source,
            maximumIterations: self.format.maximumIterations)
        let wrapped = try wrapping.wrap(under: target.material)
        let content = JWEContent(encryption: target.encryption, key: wrapped.contentKey)
        let protected = JOSEText.encoded(self.header(target, wrapped.parameters))
        let iv = try self.iv(target.encryption.ivLength(in: self.format), random)
        let sealed = try content.seal(plaintext, iv: iv, authenticating: protected)
        self.format.append(
            [
                ("protected", protected), ("encrypted_key", JOSEText.encoded(wrapped.encryptedKey)),
                ("iv", JOSEText.encoded(iv)), ("ciphertext", JOSEText.encoded(sealed.ciphertext)),
                ("tag", JOSEText.encoded(sealed.tag)),
            ], to: &body)
        trace?.note("sealed with \(target.management.rawValue), \(target.encryption.rawValue)")
        return BodyVersion(index: version.index, number: version.number, session: self.session(content))
    }

    private func target(as role: MessageRole, with version: BodyVersion) throws(BodySealFailure) -> Target {
        guard role == .reply else { return try self.target(self.main, version.index) }
        switch self.replyKey {
        case .same:
            // Under the public half of the gateway's own key nobody else could read it.
            guard version.index < self.main.keys.count, self.main.keys[version.index].material.octets != nil else {
                throw .noKey
            }
            return try self.target(self.main, version.index)
        case .responseKey:
            guard let response = self.response, let active = response.active else { throw .noKey }
            return try self.target(response, active)
        case .session:
            guard let session = version.session, let encryption = session.encryption else { throw .noKey }
            return Target(
                management: .dir, encryption: encryption, material: .octets(session.key), identifier: nil)
        case .clear: throw .noKey
        }
    }

    private func target(_ ring: JOSEKeyRing, _ index: Int) throws(BodySealFailure) -> Target {
        guard ring.keys.indices.contains(index) else { throw .noKey }
        let key = ring.keys[index]
        guard let algorithms = self.format.algorithms(for: key, to: .seal) else { throw .noKey }
        return Target(
            management: algorithms.management, encryption: algorithms.encryption, material: key.material,
            identifier: key.identifier, seals: key.seals)
    }

    /// All of it is protected.
    private func header(_ target: Target, _ parameters: [JWEHeaderMember]) -> [UInt8] {
        var members = [JWEHeaderMember("alg", .text(target.management.rawValue))]
        if let identifier = target.identifier { members.append(JWEHeaderMember("kid", .text(identifier))) }
        members += parameters
        members += self.format.header.map { JWEHeaderMember($0.name, .text($0.value)) }
        switch self.format.issuedAt {
        case .none: break
        case .seconds: members.append(JWEHeaderMember("iat", .integer(Int(self.source.now() / 1000))))
        case .milliseconds: members.append(JWEHeaderMember("iat", .integer(Int(self.source.now()))))
        }
        members.append(JWEHeaderMember("enc", .text(target.encryption.rawValue)))
        return JWEHeaderMember.json(members)
    }

    /// The header of what is sealed under a key itself.
    func directHeader(_ key: JOSEKeyRing.Key, _ encryption: JWEContentEncryption) -> [UInt8] {
        self.header(
            Target(management: .dir, encryption: encryption, material: key.material, identifier: key.identifier), [])
    }

    /// Drawn anew for each message. Under a content key of its own it is the only one; under a shared key (`dir` with
    /// GCM) messages are counted.
    private func iv(_ length: Int, _ random: RandomPool?) throws(BodySealFailure) -> [UInt8] {
        do throws(RandomFailure) {
            guard let random else { return try self.source.bytes(.iv, length) }
            var iv: [UInt8] = []
            try random.append(length, to: &iv)
            return iv
        } catch {
            throw .random
        }
    }
}

extension JWEFormat {
    /// Appends a message of RFC 7516's members in the order of the compact serialisation, values in base64url.
    func append(_ members: [(name: String, text: [UInt8])], to body: inout [UInt8]) {
        switch self.serialization {
        case .compact:
            for (index, member) in members.enumerated() {
                if index > 0 { body.append(UInt8(ascii: ".")) }
                body += member.text
            }
        case .flattened:
            self.append(object: members.filter { !$0.text.isEmpty || $0.name == "ciphertext" }, to: &body)
        case .general:
            let recipient = members.filter { $0.name == "encrypted_key" && !$0.text.isEmpty }
            var own: [UInt8] = []
            self.append(object: recipient, to: &own)
            body.append(UInt8(ascii: "{"))
            JWEHeaderMember.append(self.memberName("recipients"), to: &body)
            body += [UInt8(ascii: ":"), UInt8(ascii: "[")] + own + [UInt8(ascii: "]"), UInt8(ascii: ",")]
            var rest: [UInt8] = []
            self.append(object: members.filter { $0.name != "encrypted_key" }, to: &rest)
            body += rest.dropFirst()
        }
    }

    private func append(object members: [(name: String, text: [UInt8])], to body: inout [UInt8]) {
        body.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            JWEHeaderMember.append(self.memberName(member.name), to: &body)
            body += [UInt8(ascii: ":"), UInt8(ascii: "\"")] + member.text + [UInt8(ascii: "\"")]
        }
        body.append(UInt8(ascii: "}"))
    }
}
