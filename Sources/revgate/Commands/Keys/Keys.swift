import ArgumentParser

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keys of bodies: create, import, list, export.",
        discussion: """
            A key is octets (symmetric), a key pair, or somebody else's public key, in numbered versions.

            Example: revgate keys import mobile-body --format hex mobile.hex
            Example: revgate keys list
            """,
        subcommands: [KeysCreate.self, KeysImport.self, KeysList.self, KeysExport.self])
}
