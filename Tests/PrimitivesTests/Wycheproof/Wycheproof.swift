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
        let digits = Array(try decoder.singleValueContainer().decode(String.self))
        let pairs = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
        guard digits.count.isMultiple(of: 2), !pairs.contains(nil) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not hex"))
        }
        self.bytes = pairs.compactMap { $0 }
    }
}
