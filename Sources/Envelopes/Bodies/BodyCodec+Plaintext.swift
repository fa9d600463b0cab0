import Primitives

extension BodyCodec.Opening {
    /// Deciphers the texts of a message one by one, undoes what was done before sealing, and appends the plaintext.
    func attempt(
        _ content: EnvelopeShape.Content, _ isWellFormed: (Span<UInt8>) -> Bool,
        _ decipher: (Int, SecretBuffer) throws(BodyOpenFailure) -> Void
    ) throws(BodyOpenFailure) {
        let start = self.plaintext.count
        let signature = self.codec.signature
        let output = signature == nil ? self.plaintext : SecretBuffer(capacity: 1024)
        if let values = content.values {
            var texts: [SecretBytes] = []
            for index in content.texts.indices {
                let text = SecretBuffer(capacity: 256)
                try self.decode(text, { (text) throws(BodyOpenFailure) in try decipher(index, text) })
                let bytes = text.bytes
                guard (try? UTF8Span(validating: bytes)) != nil else { throw .content }
                texts.append(SecretBytes(copying: bytes))
            }
            values.forEachPiece({ texts[$0] }, { output.append($0) })
        } else {
            try self.decode(output, { (text) throws(BodyOpenFailure) in try decipher(0, text) })
        }
        if let signature {
            let signed = output.bytes
            if let flattened = self.codec.flattened {
                let compact = SecretBuffer(capacity: output.count)
                try flattened.compact(signed, into: compact, self.trace)
                try signature.unwrap(compact.bytes, into: self.plaintext, trace: self.trace)
            } else {
                try signature.unwrap(signed, into: self.plaintext, trace: self.trace)
            }
        }
        let opened = self.plaintext.bytes
        guard !self.codec.needsLook || isWellFormed(opened.extracting(start...)) else {
            self.trace?.note("text: \(opened.count - start) bytes that are no well-formed body")
            throw .content
        }
    }

    /// Appends what `decipher` gives, decoded where plaintext is encoded before it is sealed.
    private func decode(
        _ output: SecretBuffer, _ decipher: (SecretBuffer) throws(BodyOpenFailure) -> Void
    ) throws(BodyOpenFailure) {
        guard self.codec.profile.plaintextEncoding == .base64 else {
            try decipher(output)
            return
        }
        let encoded = SecretBuffer(capacity: 1024)
        try decipher(encoded)
        let text = encoded.bytes
        do throws(EncodingFailure) {
            try Base64.decode(text, alphabet: .standard, into: output)
        } catch {
            self.trace?.note("plaintext encoding: not base64")
            throw .content
        }
        self.trace?.note("plaintext encoding: base64 of \(output.count) bytes")
    }

    /// A body that lies under the public key as a whole.
    func decrypt(_ binary: [UInt8], _ version: CodecVersion, into output: SecretBuffer) throws(BodyOpenFailure) {
        guard case .rsa(let padding) = self.codec.profile.format, let key = version.privateKey else {
            throw .noUsableVersion
        }
        do throws(PublicKeyFailure) {
            let opened =
                switch padding {
                case .pkcs1: try key.decryptPKCS1(binary.span, upTo: version.wrappedLength - 11)
                case .oaepSHA1: try key.decryptOAEP(binary.span, hash: .sha1, mgf: .sha1)
                case .oaepSHA256: try key.decryptOAEP(binary.span, hash: .sha256, mgf: .sha256)
                case .oaepSHA512: try key.decryptOAEP(binary.span, hash: .sha512, mgf: .sha512)
                }
            self.trace?.note("\(padding.rawValue): \(binary.count) bytes give \(opened.count)")
            output.append(opened.bytes)
        } catch {
            self.trace?.note("\(padding.rawValue): \(binary.count) bytes do not open")
            throw .padding
        }
    }

    func open(
        _ jwe: JWECipher, _ content: EnvelopeShape.Content, _ isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        var version: BodyVersion?
        try self.attempt(content, isWellFormed) { (index, output) throws(BodyOpenFailure) in
            let text = content.texts[index]
            let first = text.firstIndex { !$0.isWhiteSpace } ?? 0
            let end = (text.lastIndex { !$0.isWhiteSpace } ?? -1) + 1
            let message = text.span.extracting(first..<max(first, end))
            if let kept = self.contexts?.jwe {
                version = try kept.open(
                    message, as: self.role, answering: self.request, into: output, trace: self.trace)
            } else {
                version = try jwe.open(
                    message, as: self.role, answering: self.request, into: output, trace: self.trace)
            }
        }
        guard let version else { throw .wrapper }
        return version
    }

    /// The work under private keys, where the message has nothing that they could open: so that time does not tell.
    func spendUnwrapping() {
        if let jwe = self.codec.jwe { return jwe.spendUnwrapping(as: self.role) }
        let rules = self.codec.role(self.role)
        let untold = BodyCodec.Opening(
            codec: self.codec, role: self.role, request: nil, contexts: nil, plaintext: self.plaintext, trace: nil)
        for version in rules.versions {
            guard let key = version.privateKey else { continue }
            let standIn = [UInt8](repeating: 0, count: version.wrappedLength - 1) + [2]
            if let session = rules.session {
                _ = try? session.unwrap(standIn, under: key, nil)
            } else {
                try? untold.decrypt(standIn, version, into: SecretBuffer(capacity: standIn.count))
            }
        }
    }
}

extension UInt8 {
    fileprivate var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension CodecVersion {
    /// Bytes of what is wrapped under an RSA key: those of its modulus.
    var wrappedLength: Int {
        guard case .rsa(let bits)? = self.publicKey?.kind else { return 0 }
        return (bits + 7) / 8
    }
}

extension BodyOpenFailure {
    /// How far opening came: of several versions, the one that came furthest says what is wrong.
    package var progress: Int {
        switch self {
        case .noUsableVersion: 0
        case .wrapper: 1
        case .encoding: 2
        case .header: 3
        case .length: 4
        case .unwrap: 5
        case .tag, .padding: 6
        case .compression: 7
        case .signature: 8
        case .content: 9
        }
    }
}
