import ArgumentParser
import Foundation
import Primitives

@main
struct Revgate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revgate",
        abstract: "An encryption gateway for token revocation.",
        discussion: """
            Stands in front of a legacy token service, opens encrypted bodies, checks API keys, carries revocations
            out durably and seals the replies.

            First steps:
              revgate init demo && revgate serve --config demo/revgate.yaml
            """,
        version: "0.1.0",
        subcommands: [
            Init.self, Serve.self, Check.self, Keys.self, Consumers.self, Tokens.self, Seal.self, Open.self,
            Diagnose.self, Profiles.self,
        ])

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        ProcessLimits.forbidCoreFiles()
        if !wipeWhatLibcryptoFrees() {
            Terminal.error("revgate: libcrypto was in use before the program began: what it frees is not wiped")
        }
        do {
            var command = try self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.error("revgate: \(failure.message)")
            Foundation.exit(failure.status.rawValue)
        } catch {
            self.exit(withError: error)
        }
    }
}
