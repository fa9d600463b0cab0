import Primitives
import TestSupport
import Testing

struct AESGCMTests {
    private static let iv12: [UInt8] = Array(1...12)

    @Test(arguments: [0, 8, 15, 17, 31, 33, 64])
    func refusesKeysOfOtherLengths(length: Int) {
        let key = SecretBytes([UInt8](repeating: 1, count: length))
        #expect(throws: CipherSetupFailure.keyLength(length)) { try AESGCM(key: key, ivLength: 12) }
        #expect(throws: CipherSetupFailure.keyLength(length)) { try AESCBC(key: key) }
    }

    @Test(arguments: [0, 1, 8, 11, 13, 15, 17, 32])
    func refusesOtherIVLengths(length: Int) throws {
        let key = try SecretBytes.random(count: 32)
        #expect(throws: CipherSetupFailure.ivLength(length)) { try AESGCM(key: key, ivLength: length) }
    }

    @Test func refusesAnIVThatIsNotOfTheProfile() throws {
        let cipher = try AESGCM(key: SecretBytes.random(count: 32), ivLength: 16)
        let buffer = SecretBuffer(capacity: 0)
        #expect(throws: SealFailure.ivLength) { try cipher.seal([1], iv: Self.iv12) }
        #expect(throws: OpenFailure.ivLength) {
            try cipher.open([UInt8](repeating: 0, count: 32), iv: Self.iv12, into: buffer)
        }
    }

    @Test(arguments: [16, 24, 32], [12, 16])
    func opensWhatItSealed(keyLength: Int, ivLength: Int) throws {
        var random = SeededRandom(seed: UInt64(keyLength * 100 + ivLength))
        let cipher = try AESGCM(key: SecretBytes(random.bytes(keyLength)), ivLength: ivLength)
        for length in [0, 1, 15, 16, 17, 60, 1_000, 70_000] {
            let (text, iv, aad) = (random.bytes(length), random.bytes(ivLength), random.bytes(length % 40))
            let sealed = try cipher.seal(text, iv: iv, aad: aad)
            #expect(sealed.count == length + AESGCM.tagLength)
            let opened = SecretBuffer(capacity: 0)
            opened.append(7)
            try cipher.open(sealed, iv: iv, aad: aad, into: opened)
            #expect(opened.contents == [7] + text)
        }
    }

    @Test func reusedContextsAgreeWithFreshOnes() throws {
        var random = SeededRandom(seed: 1)
        let key = SecretBytes(random.bytes(32))
        let reused = try AESGCM(key: key, ivLength: 12)
        let buffer = SecretBuffer(capacity: 256)
        for index in 0..<10_000 {
            let (text, iv) = (random.bytes(index % 200), random.bytes(12))
            let aad = index.isMultiple(of: 3) ? random.bytes(20) : []
            let sealed = try reused.seal(text, iv: iv, aad: aad)
            let fresh = try AESGCM(key: key, ivLength: 12)
            let sealedFresh = try fresh.seal(text, iv: iv, aad: aad)
            try #require(sealed == sealedFresh)
            if index.isMultiple(of: 5) {
                // A message that does not open must not disturb the next.
                #expect(throws: OpenFailure.notAuthentic) {
                    try reused.open(random.bytes(48), iv: iv, into: buffer)
                }
            }
            buffer.wipe()
            try reused.open(sealed, iv: iv, aad: aad, into: buffer)
            try #require(buffer.contents == text)
        }
    }

    @Test func everyFlippedBitIsRefusedAndAppendsNothing() throws {
        let cipher = try AESGCM(key: SecretBytes.random(count: 32), ivLength: 12)
        let text = Array("{\"tokenReferenceId\":\"1\"}".utf8)
        let sealed = try cipher.seal(text, iv: Self.iv12)
        let buffer = SecretBuffer(capacity: 0)
        buffer.append("before")
        for bit in 0..<(sealed.count * 8) {
            var flipped = sealed
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: OpenFailure.notAuthentic) {
                try cipher.open(flipped, iv: Self.iv12, into: buffer)
            }
            #expect(buffer.count == 6)
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let cipher = try AESGCM(key: SecretBytes.random(count: 32), ivLength: 12)
        let sealed = try cipher.seal([UInt8](repeating: 5, count: 20), iv: Self.iv12)
        let buffer = SecretBuffer(capacity: 0)
        for length in 0..<sealed.count {
            #expect(throws: length < AESGCM.tagLength ? OpenFailure.truncated : .notAuthentic) {
                try cipher.open(Array(sealed[..<length]), iv: Self.iv12, into: buffer)
            }
        }
        #expect(buffer.isEmpty)
    }

    @Test func anotherKeyIVOrAssociatedDataIsRefused() throws {
        let key = try SecretBytes.random(count: 32)
        let cipher = try AESGCM(key: key, ivLength: 12)
        let sealed = try cipher.seal([1, 2, 3], iv: Self.iv12, aad: [4])
        let buffer = SecretBuffer(capacity: 0)
        let other = try AESGCM(key: SecretBytes.random(count: 32), ivLength: 12)
        #expect(throws: OpenFailure.notAuthentic) {
            try other.open(sealed, iv: Self.iv12, aad: [4], into: buffer)
        }
        #expect(throws: OpenFailure.notAuthentic) {
            try cipher.open(sealed, iv: Self.iv12.reversed(), aad: [4], into: buffer)
        }
        #expect(throws: OpenFailure.notAuthentic) {
            try cipher.open(sealed, iv: Self.iv12, aad: [5], into: buffer)
        }
        #expect(throws: OpenFailure.notAuthentic) { try cipher.open(sealed, iv: Self.iv12, into: buffer) }
        #expect(buffer.isEmpty)
    }

    @Test func refusedPlaintextIsWiped() throws {
        let cipher = try AESGCM(key: SecretBytes.random(count: 32), ivLength: 12)
        var sealed = try cipher.seal([UInt8](repeating: 0xAA, count: 64), iv: Self.iv12)
        sealed[sealed.count - 1] ^= 1
        let buffer = SecretBuffer(capacity: 64)
        #expect(throws: OpenFailure.notAuthentic) { try cipher.open(sealed, iv: Self.iv12, into: buffer) }
        buffer.appendUninitialized(64) { room in
            #expect(Array(room) == [UInt8](repeating: 0, count: 64))
            return 0
        }
    }
}
