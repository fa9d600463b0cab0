import Primitives

/// Compact JSON Web Signatures (RFC 7515) around plaintext, as a profile's rule says; for any thread.
struct SignatureCipher: Sendable {
    let rule: SignatureRule
    let verification: JOSEKeyRing?
    let signing: JOSEKeyRing?

    init(rule: SignatureRule, keys: CipherKeys) {
        self.rule = rule
        self.verification = keys.verification.map { JOSEKeyRing($0) }
        self.signing = keys.signing.map { JOSEKeyRing($0) }
    }

    /// Appends the payload of a signature that one of the keys for verification made.
    func unwrap(_ jws: Span<UInt8>, into payload: SecretBuffer, trace: OpenTrace?) throws(BodyOpenFailure) {
        let jws = JWEMessage.trimmed(jws)
        guard let dots = JOSEText.dots(2, in: jws),
            let signature = JOSEText.decode(jws.extracting((dots[1] + 1)...)),
            let content = JOSEText.decodeSecret(jws.extracting((dots[0] + 1)..<dots[1]))
        else {
            trace?.note("not a compact JWS: it has not three parts in base64url with dots between them")
            throw .signature
        }
        let (algorithm, identifier) = try self.header(jws.extracting(..<dots[0]), trace: trace)
        let signed = jws.extracting(..<dots[1])
        let keys = self.verification?.candidates(for: identifier).map { self.verification?.keys[$0] } ?? []
        for case let key? in keys where algorithm.fits(key, to: .verify) {
            guard key.material.publicHalf?.verify(signature.span, of: signed, algorithm.signature) == true else {
                trace?.note("\(algorithm.rawValue), version \(key.number): the signature is not its")
                continue
            }
            trace?.note("\(algorithm.rawValue), version \(key.number): the signature is right")
            return payload.append(content.bytes)
        }
        trace?.note("no version of the key for verification made the signature")
        throw .signature
    }

    private func header(
        _ text: Span<UInt8>, trace: OpenTrace?
    ) throws(BodyOpenFailure) -> (algorithm: JWSAlgorithm, identifier: String?) {
        do throws(JOSEFault) {
            let header = try JOSEHeader.protected(text)
            let name = try header.text("alg")
            guard let algorithm = self.rule.algorithms.first(where: { $0.rawValue == name }) else {
                throw JOSEFault.notAllowed("alg")
            }
            // No extension is understood, least of all payloads that are not encoded (RFC 7797).
            guard !header.has("crit") else { throw JOSEFault.notAllowed("crit") }
            guard !header.has("b64") || header.isTrue("b64") else { throw JOSEFault.notAllowed("b64") }
            return (algorithm, try header.text("kid"))
        } catch {
            trace?.note("the header of the JWS: \(error.words)")
            throw .signature
        }
    }

    /// Appends `payload` signed by the active version of the key for signing.
    func wrap(_ payload: Span<UInt8>, into jws: SecretBuffer, trace: OpenTrace?) throws(BodySealFailure) {
        guard let ring = self.signing, let active = ring.active else { throw .noKey }
        let key = ring.keys[active]
        guard case .privateKey(let signer) = key.material,
            let algorithm = self.rule.algorithms.first(where: { $0.fits(key, to: .sign) })
        else { throw .noKey }
        var members = [JWEHeaderMember("alg", .text(algorithm.rawValue))]
        if let identifier = key.identifier { members.append(JWEHeaderMember("kid", .text(identifier))) }
        var signed = JOSEText.encoded(JWEHeaderMember.json(members)) + [UInt8(ascii: ".")]
        defer { signed.wipe() }
        JOSEText.encode(payload, into: &signed)
        do throws(PublicKeyFailure) {
            let signature = try signer.sign(signed.span, algorithm.signature)
            jws.append(signed.span)
            jws.append(".")
            jws.append(JOSEText.encoded(signature).span)
        } catch {
            throw .cipher
        }
        trace?.note("signed with \(algorithm.rawValue), version \(key.number)")
    }
}

extension JWSAlgorithm {
    var signature: SignatureAlgorithm {
        switch self {
        case .rs256: .rsaPKCS1(.sha256)
        case .ps256: .rsaPSS(.sha256)
        case .es256: .ecdsa(.sha256)
        case .edDSA: .ed25519
        }
    }

    /// Whether a key has the kind that the algorithm needs, and its binding allows it.
    func fits(_ key: JOSEKeyRing.Key, to purpose: KeyBinding.Purpose) -> Bool {
        let isKind =
            switch (self, key.material.publicKeyKind) {
            case (.rs256, .rsa?), (.ps256, .rsa?), (.es256, .ec(.p256)?), (.edDSA, .ed25519?): true
            default: false
            }
        return isKind && key.binding.permits(self, to: purpose)
    }
}
