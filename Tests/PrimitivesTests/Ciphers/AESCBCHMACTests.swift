import Primitives
import TestSupport
import Testing

struct AESCBCHMACTests {
    @Test(arguments: [32, 48, 64])
    func opensWhatItSealed(keyLength: Int) throws {
        var random = SeededRandom(seed: UInt64(keyLength))
        let key = SecretBytes(random.bytes(keyLength))
        let cipher = try AESCBCHMAC(key: key)
        #expect(cipher.tagLength == keyLength / 2)
        for length in 0..<300 {
            let (text, iv, aad) = (random.bytes(length), random.bytes(16), random.bytes(length % 40))
            let sealed = try cipher.seal(text, iv: iv, aad: aad)
            #expect(sealed.tag.count == keyLength / 2)
            let opened = SecretBuffer(capacity: 0)
            opened.append(7)
            try cipher.open(sealed.ciphertext, iv: iv, aad: aad, tag: sealed.tag, into: opened)
            #expect(opened.contents == [7] + text)
            try AESCBCHMAC(key: key).open(sealed.ciphertext, iv: iv, aad: aad, tag: sealed.tag, into: opened)
            #expect(opened.contents == [7] + text + text)
        }
    }

    @Test func everyBitIsVouchedFor() throws {
        var random = SeededRandom(seed: 11)
        let cipher = try AESCBCHMAC(key: SecretBytes(random.bytes(32)))
        let parts = (iv: random.bytes(16), aad: random.bytes(5))
        let sealed = try cipher.seal(random.bytes(20), iv: parts.iv, aad: parts.aad)
        let whole = [sealed.ciphertext, parts.iv, parts.aad, sealed.tag]
        for part in whole.indices {
            for bit in 0..<(whole[part].count * 8) {
                var wrong = whole
                wrong[part][bit / 8] ^= 1 << UInt8(bit % 8)
                self.expectNotAuthentic(cipher, wrong)
            }
            var shorter = whole
            shorter[part].removeLast()
            if part != 1 { self.expectNotAuthentic(cipher, shorter) }
        }
        var longer = whole
        longer[3].append(0)
        self.expectNotAuthentic(cipher, longer)
        // What moves from the associated data to the ciphertext is told by the length at the end.
        self.expectNotAuthentic(cipher, [[parts.aad[4]] + whole[0], parts.iv, Array(parts.aad[..<4]), whole[3]])
    }

    private func expectNotAuthentic(_ cipher: AESCBCHMAC, _ parts: [[UInt8]]) {
        let opened = SecretBuffer(capacity: 0)
        #expect(throws: OpenFailure.notAuthentic) {
            try cipher.open(parts[0], iv: parts[1], aad: parts[2], tag: parts[3], into: opened)
        }
        #expect(opened.isEmpty)
    }

    @Test func otherLengthsAreRefused() throws {
        for length in 0..<80 where ![32, 48, 64].contains(length) {
            #expect(throws: CipherSetupFailure.keyLength(length)) {
                _ = try AESCBCHMAC(key: SecretBytes([UInt8](repeating: 0, count: length)))
            }
        }
        let cipher = try AESCBCHMAC(key: SecretBytes.random(count: 64))
        #expect(throws: OpenFailure.ivLength) {
            try cipher.open([], iv: Array(1...12), aad: [], tag: [], into: SecretBuffer(capacity: 0))
        }
        #expect(throws: SealFailure.ivLength) { try cipher.seal([], iv: Array(1...12), aad: []) }
    }
}
