import Foundation
import JSONText
import Testing

/// Foundation as the second opinion: what we accept it accepts, with the same values; where it accepts more than
/// RFC 8259 allows, `laxities` says so.
struct DifferentialTests {
    private static let names: JSONNames = ["n0", "n1", "n2", "é3"]
    private static let keys = ["n0", "n1", "n2", "é3"]

    @Test func generatedDocumentsMeanTheSame() throws {
        for seed in 0..<4_000 as Range<UInt64> {
            let document = GeneratedDocument(seed: seed).text
            try #require(failure(of: document, Self.names) == nil, "\(String(decoding: document, as: UTF8.self))")
            try Self.compare(document)
        }
    }

    @Test func damagedDocumentsAreAcceptedOnlyWhereFoundationAcceptsThem() throws {
        var counts: [JSONFault: Int] = [:]
        var accepted = 0
        for seed in 0..<30_000 as Range<UInt64> {
            let document = GeneratedDocument(seed: seed % 3_000).damaged(seed: seed)
            if let found = failure(of: document, Self.names) {
                counts[found.fault, default: 0] += 1
                let isLax = Self.laxFaults.contains(found.fault) || Self.foundation(document) == nil
                #expect(isLax, "\(found.fault): \(String(decoding: document, as: UTF8.self))")
            } else if !Self.hasHugeExponent(document) {
                accepted += 1
                try Self.compare(document)
            }
        }
        #expect(accepted > 1_000)
        #expect(counts.count > 12)
    }

    /// Faults that Foundation passes over, each with a document that shows it.
    static let laxities: [(JSONFault, [UInt8])] = [
        (.notAnObject, Array("[]".utf8)),
        (.duplicateName, Array(#"{"n0":1,"n0":2}"#.utf8)),
        (.byteOrderMark, [0xEF, 0xBB, 0xBF] + Array("{}".utf8)),
        (.trailingComma, Array(#"{"n0":1,}"#.utf8)),
    ]

    private static let laxFaults = Set(Self.laxities.map(\.0))

    @Test(arguments: Self.laxities)
    func foundationIsLaxer(fault: JSONFault, document: [UInt8]) {
        #expect(failure(of: document, Self.names)?.fault == fault)
        #expect(Self.foundation(document) != nil)
    }

    /// The one thing in which Foundation is stricter: RFC 8259 § 6 sets no range of numbers, Foundation that of Double.
    @Test func foundationRefusesNumbersBeyondDouble() {
        let document = Array(#"{"n0":1e400}"#.utf8)
        #expect(failure(of: document, Self.names) == nil)
        #expect(Self.foundation(document) == nil)
        #expect(Self.hasHugeExponent(document))
    }

    /// Whether an `e` is followed by as many digits as could leave the range of Double.
    private static func hasHugeExponent(_ document: [UInt8]) -> Bool {
        String(decoding: document, as: UTF8.self).contains(/[eE][+-]?[0-9]{2}/)
    }

    private static func foundation(_ document: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(document))
    }

    private static func compare(_ document: [UInt8]) throws {
        let text = "\(String(decoding: document, as: UTF8.self))"
        let theirs = try #require(self.foundation(document) as? [String: Any], "\(text)")
        let members = try JSONMembers(of: document.span, self.names)
        for (place, key) in self.keys.enumerated() {
            guard let value = members[place] else {
                #expect(theirs[key] == nil, "\(text)")
                continue
            }
            let their = try #require(theirs[key], "\(text)")
            try self.compare(value, in: document, with: their)
        }
    }

    private static func compare(_ value: JSONValue, in document: [UInt8], with their: Any) throws {
        switch value.kind {
        case .string:
            var bytes: [UInt8] = []
            JSONText.appendString(value, of: document.span, to: &bytes)
            let theirBytes = try #require(their as? String).utf8
            #expect(bytes == Array(theirBytes))
        case .number:
            let number = try #require(their as? NSNumber)
            if let integer = JSONText.integer(value, of: document.span) { #expect(number.int64Value == integer) }
        case .bool(let bool):
            #expect(their as? Bool == bool)
        case .null:
            #expect(their is NSNull)
        case .object:
            #expect(their is [String: Any])
        case .array:
            #expect(their is [Any])
        }
    }
}
