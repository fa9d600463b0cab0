import Foundation
import Observability
import Testing

@Suite struct JSONLineTests {
    private func written(_ write: (inout JSONLine) -> Void) -> [UInt8] {
        var line = JSONLine(capacity: 16)
        write(&line)
        return line.bytes
    }

    /// Foundation reads back what was written.
    @Test(arguments: ["", "plain", "a\"b\\c", "\u{0}\n\r\t\u{1F}\u{7F}", "ä€😀", "\u{2028}\u{2029}", "a,\"x\":1}"])
    func stringsSurvive(text: String) throws {
        let bytes = self.written { $0.string(text) }
        let read = try JSONDecoder().decode([String].self, from: Data(Array("[".utf8) + bytes + Array("]".utf8)))
        #expect(read == [text])
        #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F })
    }

    @Test func bytesThatAreNoUTF8AreReplaced() throws {
        let broken: [UInt8] = [0x61, 0xFF, 0xC3, 0x22]
        let bytes = self.written { $0.string(broken.span) }
        let read = try JSONDecoder().decode([String].self, from: Data(Array("[".utf8) + bytes + Array("]".utf8)))
        #expect(read == ["a\u{FFFD}\u{FFFD}\""])
    }

    @Test(arguments: [0, 9, 10, 42, 12_345_678_901, Int.max])
    func numbersAreDecimal(number: Int) {
        #expect(self.written { $0.number(number) } == Array(String(number).utf8))
    }

    @Test func numbersOfFixedWidthHaveTheirZeros() {
        #expect(self.written { $0.threeDigits(7) } == Array("007".utf8))
        #expect(self.written { $0.hexadecimal(0xABC) } == Array("0000000000000abc".utf8))
    }

    @Test func anExchangedBufferBeginsEmpty() {
        var line = JSONLine(capacity: 16)
        line.raw("{}")
        line.end()
        let (bytes, lines) = line.exchange(for: [1, 2, 3])
        let (rest, none) = (line.bytes, line.lines)
        #expect(bytes == Array("{}\n".utf8))
        #expect(lines == 1)
        #expect(rest.isEmpty)
        #expect(none == 0)
    }
}
