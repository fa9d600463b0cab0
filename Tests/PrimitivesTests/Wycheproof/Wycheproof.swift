import Foundation

/// The vectors of C2SP/wycheproof, which lie beside the project and not in it.
enum Wycheproof {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/vectors/wycheproof")

    /// Whether a test of vectors runs: where they are missing it is skipped, unless they are required.
    static var runs: Bool {
        FileManager.default.fileExists(atPath: self.folder.path)
            || ProcessInfo.processInfo.environment["REVGATE_REQUIRE_SHARED"] == "1"
    }

    static let absence = "../shared/vectors/wycheproof is not here"

    /// The names of all files of vectors.
    static func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.path).filter { $0.hasSuffix(".json") }.sorted()
    }

    /// Reads a file; a result, a flag or a group type that the runner does not know is an error.
    static func read<Group: Decodable>(_ name: String, as group: Group.Type) throws -> VectorFile<Group> {
        let data = try Data(contentsOf: self.folder.appending(path: name))
        return try JSONDecoder().decode(VectorFile<Group>.self, from: data)
    }
}

struct VectorFile<Group: Decodable>: Decodable {
    let numberOfTests: Int
    let testGroups: [Group]
}

/// The results these files use. Wycheproof's third, `acceptable`, leaves room for judgement: refused unread.
enum VectorResult: String, Decodable {
    case valid
    case invalid
}

/// Bytes written as hexadecimal digits, read without the code under test.
struct HexBytes: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        guard let bytes = Self.decode(try decoder.singleValueContainer().decode(String.self)) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not hex"))
        }
        self.bytes = bytes
    }

    /// The bytes of `text`, or nil when it is no text of them.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map(Self.digit)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[pair], let low = digits[pair + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
