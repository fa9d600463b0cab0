import COpenSSL

/// What RSA made of a ciphertext, not yet unpadded, and the synthetic message that stands for it when its padding is
/// wrong.
///
/// OpenSSL 3.0 tells wrong padding by an error. This is what 3.2 does instead (draft-irtf-cfrg-rsa-guidance § 7), with
/// the bare RSA operation of 3.0, whose blinding is on.
struct ImplicitRejection {
    /// Bytes of padding at least: 00 02, eight that are not zero, 00 (RFC 8017 § 7.2.1).
    static let overhead = 11
    /// Lengths of which the first that fits is the length of the synthetic message: one of 2^128 times none does.
    private static let candidates = 128

    private let padded: SecretBytes
    private let prf: HMACSHA256
    /// All ones, or zero for a ciphertext that is none of this key, which its length or value tell to everybody.
    private let usable: UInt64

    init(of wrapped: Span<UInt8>, by key: PrivateKey) throws(PublicKeyFailure) {
        guard let rejectionKey = key.rejectionKey else { throw .wrongKind }
        let size = key.key.size
        var padded: SecretBytes?
        if wrapped.count == size { padded = try key.key.decrypt(wrapped, .unpadded()) }
        self.usable = padded == nil ? 0 : .max
        if padded == nil {
            // The same work is done for what is no ciphertext of this key, on a number that is one.
            let standIn = SecretBytes(count: size) { $0[$0.count - 1] = 2 }
            padded = try key.key.decrypt(standIn.bytes, .unpadded())
        }
        guard let padded else { throw .library(LibraryFault(.publicDecrypt)) }
        self.padded = padded

        let hmac = HMACSHA256(key: rejectionKey)
        let leading = SecretBytes(count: max(size - wrapped.count, 0)) { _ in }
        let ciphertext = SecretBytes(count: leading.count + wrapped.count) { room in
            wrapped.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: room[leading.count...]).copyMemory(from: $0)
            }
        }
        let seed = hmac.authenticate(ciphertext.bytes)
        self.prf = HMACSHA256(key: SecretBytes(copying: seed.bytes))
    }

    /// The message when it has exactly `length` bytes, and as many synthetic ones otherwise.
    func message(ofLength length: Int) -> SecretBytes {
        let count = self.padded.count
        // No message that long is ever in a ciphertext.
        guard length + Self.overhead <= count else { return self.pseudoRandom("message", count: length) }
        let synthetic = self.pseudoRandom("message", count: count)
        return SecretBytes(count: length) { room in
            let output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            self.padded.withUnsafeKey { padded in
                synthetic.withUnsafeKey { revgate_pkcs1_take(padded, $0, count, length, self.usable, output) }
            }
        }
    }

    /// The message when it has at most `maximum` bytes, and a synthetic one otherwise.
    func message(upTo maximum: Int) -> SecretBytes {
        let count = self.padded.count
        let longest = min(max(maximum, 0), count - Self.overhead)
        let lengths = self.pseudoRandom("length", count: 2 * Self.candidates)
        let syntheticLength = lengths.withUnsafeKey { revgate_pkcs1_length($0, lengths.count, longest + 1) }
        let synthetic = self.pseudoRandom("message", count: count)
        var length = 0
        let moved = SecretBytes(count: count) { room in
            self.padded.withUnsafeBytes { room.copyMemory(from: $0) }
            let em = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            length = synthetic.withUnsafeKey {
                revgate_pkcs1_move(em, $0, count, longest, syntheticLength, self.usable)
            }
        }
        return SecretBytes(copying: moved.bytes.extracting(first: length))
    }

    /// HMAC-SHA-256 in counter mode over the label and the length in bits.
    private func pseudoRandom(_ label: StaticString, count: Int) -> SecretBytes {
        let bits = count * 8
        var block: [UInt8] = [0, 0]
        block.append(contentsOf: UnsafeBufferPointer(start: label.utf8Start, count: label.utf8CodeUnitCount))
        block.append(UInt8(truncatingIfNeeded: bits >> 8))
        block.append(UInt8(truncatingIfNeeded: bits))
        return SecretBytes(count: count) { room in
            for (counter, start) in stride(from: 0, to: count, by: Digest32.count).enumerated() {
                block[0] = UInt8(truncatingIfNeeded: counter >> 8)
                block[1] = UInt8(truncatingIfNeeded: counter)
                let digest = self.prf.authenticate(block.span)
                let bytes = digest.bytes
                for index in 0..<min(Digest32.count, count - start) { room[start + index] = bytes[index] }
            }
        }
    }
}

extension EVPKey {
    /// SHA-256 of the private exponent, as long as the modulus.
    func rejectionKey() throws(PublicKeyFailure) -> SecretBytes {
        let exponent = try self.number(OSSL_PKEY_PARAM_RSA_D).octets(count: self.size)
        let digest = sha256(exponent.bytes)
        return SecretBytes(copying: digest.bytes)
    }
}
