import Primitives
import Testing

struct SecretBufferTests {
    @Test func appendsBytesTextAndSpans() {
        let buffer = SecretBuffer(capacity: 0)
        buffer.append(UInt8(ascii: "<"))
        buffer.append("text")
        buffer.append(":")
        buffer.append([1, 2, 3].span)
        #expect(buffer.contents == Array("<text:".utf8) + [1, 2, 3])
    }

    @Test(arguments: [0, 7, 10, -1, 99, 100, 1_700_000_000_000, .max, .min] as [Int64])
    func appendsNumbersAsTheirDigits(number: Int64) {
        let buffer = SecretBuffer(capacity: 0)
        buffer.append(decimal: number)
        #expect(buffer.contents == Array(String(number).utf8))
    }

    @Test func growsAsBytesCome() {
        let buffer = SecretBuffer(capacity: 0)
        var expected: [UInt8] = []
        for index in 0..<5_000 {
            buffer.append(UInt8(truncatingIfNeeded: index))
            expected.append(UInt8(truncatingIfNeeded: index))
        }
        #expect(buffer.contents == expected)
    }

    @Test func reservedRoomDoesNotMove() {
        let buffer = SecretBuffer(capacity: 0)
        buffer.reserve(1_000)
        let capacity = buffer.capacity
        for _ in 0..<1_000 { buffer.append(1) }
        #expect(buffer.capacity == capacity)
    }

    @Test func isUsableAfterAWipe() {
        let buffer = SecretBuffer(capacity: 0)
        buffer.append("first")
        buffer.wipe()
        buffer.append("second")
        #expect(buffer.contents == Array("second".utf8))
    }

    @Test func appendingABufferToItselfTraps() async {
        await #expect(processExitsWith: .failure) {
            let buffer = SecretBuffer(capacity: 64)
            buffer.append("text")
            buffer.append(buffer.bytes)
        }
    }
}
