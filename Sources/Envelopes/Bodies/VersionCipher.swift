import Primitives

/// One key version under one profile: the cipher contexts, set up once. Belongs to one event loop.
struct VersionCipher {
    enum Algorithm {
        case gcm(AESGCM)
        case cbc(AESCBC)
    }

    let number: Int
    let state: KeyState
    let seals: SealCount
    private let algorithm: Algorithm
    private let ivLength: Int

    init(format: SymmetricFormat, version: Int, state: KeyState, contentKey: SecretBytes, seals: SealCount)
        throws(CipherSetupFailure)
    {
        self.number = version
        self.state = state
        self.seals = seals
        self.ivLength = format.ivLength
        self.algorithm =
            switch format.algorithm.mode {
            case .gcm: .gcm(try AESGCM(key: contentKey, ivLength: format.ivLength))
            case .cbc: .cbc(try AESCBC(key: contentKey))
            case .ecb: throw .keyLength(contentKey.count)
            }
    }

    /// Appends the plaintext of `iv ‖ ciphertext ‖ tag`, or nothing.
    func open(_ sealed: Span<UInt8>, into plaintext: SecretBuffer) -> Bool {
        guard sealed.count >= self.ivLength else { return false }
        let iv = sealed.extracting(first: self.ivLength)
        let rest = sealed.extracting(droppingFirst: self.ivLength)
        do throws(OpenFailure) {
            switch self.algorithm {
            case .gcm(let cipher): try cipher.open(rest, iv: iv, aad: nil, into: plaintext)
            case .cbc(let cipher): try cipher.open(rest, iv: iv, into: plaintext)
            }
            return true
        } catch {
            return false
        }
    }

    /// Appends `iv ‖ ciphertext ‖ tag`. The IV is drawn anew from the system's generator for each message: for GCM it
    /// never repeats with more than negligible probability within ``SealCount/limit`` messages, for CBC it cannot be
    /// foretold, and no count limits it. Authenticated: the ciphertext (GCM), nothing (CBC).
    func seal(_ plaintext: Span<UInt8>, random: RandomPool, into sealed: inout [UInt8]) throws(BodySealFailure) {
        let isWithinLimit = self.seals.take()
        if case .gcm = self.algorithm, !isWithinLimit { throw .exhausted }
        let start = sealed.count
        do throws(RandomFailure) {
            try random.append(self.ivLength, to: &sealed)
        } catch {
            throw .random
        }
        var drawn = InlineArray<16, UInt8>(repeating: 0)
        for offset in 0..<self.ivLength { drawn[offset] = sealed[start + offset] }
        let iv = drawn.span.extracting(first: self.ivLength)
        do throws(SealFailure) {
            switch self.algorithm {
            case .gcm(let cipher): try cipher.seal(plaintext, iv: iv, aad: nil, into: &sealed)
            case .cbc(let cipher): try cipher.seal(plaintext, iv: iv, into: &sealed)
            }
        } catch {
            throw .cipher
        }
    }
}
