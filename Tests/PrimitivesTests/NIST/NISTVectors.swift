import Foundation

/// The vectors of NIST's CAVP and of the RFCs, as the Python package `cryptography-vectors` has them: files of records,
/// each a few lines `NAME = VALUE`, under headings in brackets.
enum NISTVectors {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The package's folder in the Python environment of the tests, whatever version its Python has.
    private static let folder: URL? = {
        let libraries = Self.root.appending(path: ".build-python/lib")
        let pythons = (try? FileManager.default.contentsOfDirectory(atPath: libraries.path)) ?? []
        return pythons.map { libraries.appending(path: "\($0)/site-packages/cryptography_vectors") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// Whether a test of vectors runs: where they are missing it is skipped, unless they are required.
    static var runs: Bool {
        self.folder != nil || ProcessInfo.processInfo.environment["REVGATE_REQUIRE_SHARED"] == "1"
    }

    static let absence = "cryptography-vectors is not here: run Tests/Tools/python-environment"

    /// Thrown where a file is not what the runner takes it for.
    struct Unreadable: Error {
        let what: String
    }

    /// The records of a file, by its path inside the package.
    static func read(_ path: String) throws -> [NISTRecord] {
        guard let folder = self.folder else { throw Unreadable(what: self.absence) }
        let data = try Data(contentsOf: folder.appending(path: path))
        var records: [NISTRecord] = []
        var headings: [String: String] = [:]
        var fields: [String: String] = [:]
        var fails = false
        func end() {
            if !fields.isEmpty { records.append(NISTRecord(headings: headings, fields: fields, fails: fails)) }
            (fields, fails) = ([:], false)
        }
        for line in [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = Self.trimmed(line)
            switch line.first {
            case nil: end()
            case UInt8(ascii: "#"): continue
            case UInt8(ascii: "["):
                end()
                let (name, value) = Self.parts(line.dropFirst().dropLast())
                headings[name] = value ?? ""
            default:
                let (name, value) = Self.parts(line)
                if let value, fields[name] == nil {
                    fields[name] = value
                } else if value == nil, name == "FAIL" {
                    fails = true
                } else {
                    throw Unreadable(what: "\(path): \(name)")
                }
            }
        }
        end()
        return records
    }

    /// `NAME = VALUE`.
    private static func parts(_ line: ArraySlice<UInt8>) -> (name: String, value: String?) {
        guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else {
            return (String(decoding: line, as: UTF8.self), nil)
        }
        return (
            String(decoding: self.trimmed(line[..<sign]), as: UTF8.self),
            String(decoding: self.trimmed(line[(sign + 1)...]), as: UTF8.self)
        )
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop { $0 <= UInt8(ascii: " ") }
        while let last = text.last, last <= UInt8(ascii: " ") { text.removeLast() }
        return text
    }
}

/// One case.
struct NISTRecord {
    /// What the headings above it say, the last of each name.
    let headings: [String: String]
    let fields: [String: String]
    /// Whether it must be refused.
    let fails: Bool

    /// The bytes of a field, which must be there.
    func bytes(_ name: String) throws -> [UInt8] {
        guard let text = self.fields[name], let bytes = HexBytes.decode(text) else {
            throw NISTVectors.Unreadable(what: "no bytes \(name) among \(self.fields.keys.sorted())")
        }
        return bytes
    }
}
