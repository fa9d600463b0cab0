import Revocation
import Testing

@testable import Stores

@Suite struct JournalCodingTests {
    private let entries: [JournalEntry] = {
        let claim = Claim(at: .at(1_795_247_690_610), by: ConsumerNumber(value: 1))
        let facts = TokenFacts(
            pair: .test(9), owner: ConsumerNumber(value: 2), kind: .refreshToken, grant: .test(10),
            expiresAt: .at(-5), recordedAt: .at(77))
        return [
            JournalEntry(fingerprint: .test(1), kind: .reference, event: .claimed(claim), sealedValue: [1, 2, 3]),
            JournalEntry(
                fingerprint: .test(2), kind: .token, event: .bound(Claim(at: .at(0), by: .operator)), sealedValue: []),
            JournalEntry(
                fingerprint: .test(3), kind: .token, event: .learned(facts, revocation: claim),
                sealedValue: [UInt8](repeating: 255, count: 20_000)),
            JournalEntry(
                fingerprint: .test(4), kind: .reference,
                event: .learned(TokenFacts(recordedAt: .at(1)), revocation: nil), sealedValue: [0]),
        ]
    }()

    private func names() -> ConsumerNames {
        var names = ConsumerNames()
        _ = names.number(for: "mobile app")
        _ = names.number(for: "Zürich · 東京")
        return names
    }

    private func row(_ entries: [JournalEntry]) throws -> [UInt8] {
        var encoder = JournalEncoder()
        for entry in entries {
            encoder.append(
                entry.fingerprint, entry.kind, entry.event, sealedValue: entry.sealedValue, names: self.names())
        }
        return try encoder.withRow { Array($0) }
    }

    private func decode(_ row: [UInt8]) throws -> [JournalEntry] {
        var names = self.names()
        return try row.withUnsafeBytes { bytes in
            var decoder = try JournalDecoder(bytes)
            var entries: [JournalEntry] = []
            while let entry = try decoder.next(&names) { entries.append(entry) }
            return entries
        }
    }

    @Test func rowReadsAsItWasWritten() throws {
        #expect(try self.decode(try self.row(self.entries)) == self.entries)
        #expect(try self.decode(try self.row([])) == [])
    }

    @Test func encoderStartsCleanAfterAReset() throws {
        var encoder = JournalEncoder()
        for _ in 0..<2 {
            encoder.reset()
            #expect(encoder.isEmpty)
            let entry = self.entries[0]
            encoder.append(
                entry.fingerprint, entry.kind, entry.event, sealedValue: entry.sealedValue, names: self.names())
            #expect(try self.decode(try encoder.withRow { Array($0) }) == [entry])
        }
    }

    @Test(arguments: [0, 1, 64, 65_534, 65_535, 65_536, 200_000])
    func nameOfAnyLengthReadsAsItWasWritten(length: Int) throws {
        let name = String(repeating: "n", count: length)
        var names = ConsumerNames()
        let claim = Claim(at: .at(5), by: names.number(for: name))
        var encoder = JournalEncoder()
        encoder.append(.test(1), .reference, .claimed(claim), sealedValue: [7], names: names)
        var decoded = ConsumerNames()
        let entry = try encoder.withRow { Array($0) }.withUnsafeBytes { bytes in
            var decoder = try JournalDecoder(bytes)
            return try decoder.next(&decoded)
        }
        guard case .claimed(let read) = entry?.event else { return #expect(Bool(false), "another event") }
        #expect(decoded.name(of: read.by) == name)
        #expect(entry?.sealedValue == [7])

        let column = ClaimList.encode([claim, claim], names: names)
        let claims = try #require(column.withUnsafeBytes { ClaimList.decode($0, names: &decoded) })
        #expect(claims.map { decoded.name(of: $0.by) } == [name, name])
        for cut in [1, 9, 12, column.count - 1] {
            #expect(Array(column[..<cut]).withUnsafeBytes { ClaimList.decode($0, names: &decoded) } == nil)
        }
    }

    @Test func everyFlippedBitIsRefused() throws {
        let row = try self.row(Array(self.entries[..<2]))
        for index in row.indices {
            for bit in 0..<8 {
                var damaged = row
                damaged[index] ^= 1 << bit
                #expect(throws: JournalDecoder.Fault.self) { try self.decode(damaged) }
            }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let row = try self.row(Array(self.entries[..<2]))
        for length in row.indices {
            #expect(throws: JournalDecoder.Fault.self) { try self.decode(Array(row[..<length])) }
        }
    }

    @Test func checksumIsThatOfZlib() {
        // The check value of CRC-32/ISO-HDLC: of the digits 1 to 9.
        let sum = Array("123456789".utf8).withUnsafeBytes { Checksum().of($0) }
        #expect(sum == 0xCBF4_3926)
    }
}
