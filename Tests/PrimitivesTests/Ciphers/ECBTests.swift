import Primitives
import TestSupport
import Testing

struct ECBTests {
    @Test(arguments: [16, 24, 32], [BlockPadding.pkcs7, .zero])
    func aesOpensWhatItSealed(keyLength: Int, padding: BlockPadding) throws {
        try self.check(AESECB.self, keyLength: keyLength, blockLength: 16, padding)
    }

    @Test(arguments: [BlockPadding.pkcs7, .zero])
    func tripleDESOpensWhatItSealed(padding: BlockPadding) throws {
        try self.check(TripleDESECB.self, keyLength: 24, blockLength: 8, padding)
    }

    private func check<Cipher: ECBCipher>(
        _ type: Cipher.Type, keyLength: Int, blockLength: Int, _ padding: BlockPadding
    ) throws {
        var random = SeededRandom(seed: UInt64(keyLength))
        let key = SecretBytes(random.bytes(keyLength))
        let cipher = try Cipher(key: key)
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 1_000, 70_000] {
            let text = [UInt8](repeating: 0x5A, count: length)
            let sealed = try cipher.seal(text, padding: padding)
            #expect(sealed.count.isMultiple(of: blockLength) && !sealed.isEmpty)
            #expect(try Cipher(key: key).seal(text, padding: padding) == sealed)
            #expect(try cipher.open(sealed, padding: padding) == text)
            if length >= 2 * blockLength {
                #expect(sealed[..<blockLength] == sealed[blockLength..<(2 * blockLength)], "blocks stand alone")
            }
        }
    }

    @Test func refusesWhatIsNotWholeBlocks() throws {
        let (aes, des) = try (
            AESECB(key: SecretBytes.random(count: 16)), TripleDESECB(key: SecretBytes.random(count: 24))
        )
        for padding in [BlockPadding.pkcs7, .zero] {
            #expect(throws: OpenFailure.truncated) { try aes.open([], padding: padding) }
            #expect(throws: OpenFailure.truncated) { try des.open([], padding: padding) }
            #expect(throws: OpenFailure.notWholeBlocks) { try aes.open(Array(1...24), padding: padding) }
            #expect(throws: OpenFailure.notWholeBlocks) { try des.open(Array(1...12), padding: padding) }
        }
    }

    /// What zero padding seals is a way to make last blocks of one's own.
    @Test func onlyStrictPaddingOpens() throws {
        let (aes, des) = try (
            AESECB(key: SecretBytes.random(count: 32)), TripleDESECB(key: SecretBytes.random(count: 24))
        )
        for last in UInt8(0)...255 {
            let short: [UInt8] = [1, 1, 1, 1, 1, 1, 9, last]
            self.expect(des, short, blockLength: 8, last)
            self.expect(aes, short + short, blockLength: 16, last)
            self.expect(des, [UInt8](repeating: last, count: 8), blockLength: 8, last)
            self.expect(aes, [UInt8](repeating: last, count: 16), blockLength: 16, last)
        }
    }

    private func expect(_ cipher: some ECBCipher, _ block: [UInt8], blockLength: Int, _ last: UInt8) {
        let isRight =
            (1...blockLength).contains(Int(last)) && block.suffix(Int(last)).allSatisfy { $0 == last }
        let opened = Result { () throws(OpenFailure) in
            let sealed = (try? cipher.seal(block, padding: .zero)) ?? []
            return try cipher.open(sealed, padding: .pkcs7)
        }
        #expect(opened == (isRight ? .success(block.dropLast(Int(last))) : .failure(.badPadding)))
    }

    @Test func zerosAtTheEndAreCutOff() throws {
        let cipher = try AESECB(key: SecretBytes.random(count: 16))
        let zeros = try cipher.seal([UInt8](repeating: 0, count: 40), padding: .zero)
        #expect(try cipher.open(zeros, padding: .zero) == [])
        let some = try cipher.seal([7, 0, 8] + [UInt8](repeating: 0, count: 40), padding: .zero)
        #expect(try cipher.open(some, padding: .zero) == [7, 0, 8])
    }

    @Test func keysOfOtherLengthsAreRefused() {
        for length in 0..<40 {
            let key = SecretBytes([UInt8](repeating: 1, count: length))
            let aesRefusal = failure { () throws(CipherSetupFailure) in try AESECB(key: key) }
            #expect(aesRefusal == ([16, 24, 32].contains(length) ? nil : .keyLength(length)))
            let desRefusal = failure { () throws(CipherSetupFailure) in try TripleDESECB(key: key) }
            #expect(desRefusal == (length == 24 ? nil : .keyLength(length)))
        }
    }
}
