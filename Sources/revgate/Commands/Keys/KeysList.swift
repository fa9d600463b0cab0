import ArgumentParser
import Envelopes
import Primitives
import Revocation

struct KeysList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show all keys and their versions, without their material.",
        discussion: "Example: revgate keys list --json")

    private struct Row: Encodable {
        let key: String
        let version: Int
        let state: KeyState
        let created: String
        let bytes: Int?
        let seals: UInt64
    }

    @OptionGroup var options: CommonOptions

    func run() throws {
        let directory = try self.options.keys()
        let rows = try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try Self.rows(directory) }
        if self.options.json { return Terminal.print(json: rows) }
        var table = Table("KEY", "VERSION", "STATE", "CREATED", "BYTES", "SEALS")
        for row in rows {
            table.add(
                row.key, String(row.version), row.state.rawValue, row.created, row.bytes.map(String.init) ?? "-",
                String(row.seals))
        }
        Terminal.print(table.text)
    }

    private static func rows(_ directory: KeyDirectory) throws(KeyDirectoryFailure) -> [Row] {
        let seals = SealCounts(directory: directory)
        var rows: [Row] = []
        for name in try directory.names() {
            for version in try directory.load(name).versions {
                rows.append(
                    Row(
                        key: name, version: version.number, state: version.state,
                        created: Timestamp(milliseconds: version.createdAt).text,
                        bytes: version.material?.octets?.count,
                        seals: seals.count(key: name, version: version.number).value))
            }
        }
        return rows
    }
}
