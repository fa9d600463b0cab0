import ArgumentParser
import Envelopes
import Primitives
import Revocation

struct KeysList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show all keys and their versions, without their material.",
        discussion: """
            KID names a version in messages: what it was given, or of a pair the thumbprint (RFC 7638). FOR is what a JSON
            Web Key's alg, use and key_ops bind it to.

            Example: revgate keys list --json
            """)

    private struct Row: Encodable {
        let key: String
        let version: Int
        let state: KeyState
        let created: String
        let kind: String?
        let bytes: Int?
        let kid: String?
        let alg: String?
        let use: String?
        let operations: [String]?
        let seals: UInt64

        enum CodingKeys: String, CodingKey {
            case key
            case version
            case state
            case created
            case kind
            case bytes
            case kid
            case alg
            case use
            case operations = "key_ops"
            case seals
        }

        init(_ version: KeyVersion, of key: String, seals: UInt64) {
            self.key = key
            self.version = version.number
            self.state = version.state
            self.created = Timestamp(milliseconds: version.createdAt).text
            self.kind = version.material?.summary
            self.bytes = version.material?.octets?.count
            self.kid = version.identifier
            self.alg = version.binding.algorithm
            self.use = version.binding.use
            self.operations = version.binding.operations
            self.seals = seals
        }

        var purpose: String {
            let parts = [self.alg, self.use, self.operations?.joined(separator: ",")].compactMap { $0 }
            return parts.isEmpty ? "-" : parts.joined(separator: " ")
        }
    }

    @OptionGroup var options: CommonOptions

    func run() throws {
        let directory = try self.options.keys()
        let rows = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try Self.rows(directory) }
        if self.options.json { return Terminal.print(json: rows) }
        var table = Table("KEY", "VERSION", "STATE", "CREATED", "KIND", "KID", "FOR", "SEALS")
        for row in rows {
            table.add(
                row.key, String(row.version), row.state.rawValue, row.created, row.kind ?? "-", row.kid ?? "-",
                row.purpose, String(row.seals))
        }
        Terminal.print(table.text)
    }

    private static func rows(_ directory: KeyDirectory) throws(KeyDirectoryFailure) -> [Row] {
        let seals = SealCounts(directory: directory)
        var rows: [Row] = []
        for name in try directory.names() {
            for version in try directory.load(name).versions {
                rows.append(
                    Row(version, of: name, seals: seals.count(key: name, version: version.number).value))
            }
        }
        return rows
    }
}
