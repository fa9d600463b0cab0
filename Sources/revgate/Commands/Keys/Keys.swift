import ArgumentParser

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Body keys: create, import, list.",
        discussion: "Example: revgate keys import mobile-body --format hex mobile.hex",
        subcommands: [KeysCreate.self, KeysImport.self, KeysList.self])
}
