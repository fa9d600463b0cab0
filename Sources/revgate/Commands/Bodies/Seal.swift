import ArgumentParser
import Configuration
import Envelopes
import Foundation
import Primitives

struct BodyOptions: ParsableArguments {
    @Option(help: "The profile of the body, like aes-256-gcm.") var profile: String
    @Option(help: "The key's name.") var key: String

    /// The cipher of the named key, with the count of its seals.
    func cipher(_ options: CommonOptions) throws(CommandFailure) -> (BodyCipher, SealCounts) {
        let configuration = try options.configuration()
        let directory = KeyDirectory(path: configuration.keyDirectory)
        let profile = try findProfile(self.profile, in: configuration)
        let key = try orFail(.configuration) { () throws(KeyDirectoryFailure) in try directory.load(self.key) }
        let seals = SealCounts(directory: directory)
        let cipher = try orFail(.configuration) { () throws(BodyCipherFailure) in
            try BodyCipher(
                profile: profile, keys: CipherKeys(main: key), random: RandomPool(),
                seals: { seals.count(key: $0.name, version: $1) })
        }
        return (cipher, seals)
    }
}

struct Seal: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal one body from standard input to standard output.",
        discussion: """
            Uses the key's active version.

            Example: printf '{"tokenReferenceId":"abc"}' | revgate seal --profile aes-256-gcm --key first-body
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var body: BodyOptions

    func run() throws {
        let (cipher, seals) = try self.body.cipher(self.options)
        let plaintext = try readInput("-", limit: 64 << 20)
        guard let version = cipher.activeVersion else {
            throw CommandFailure(.configuration, "key \"\(self.body.key)\" has no active version")
        }
        var sealed: [UInt8] = []
        var fields = EnvelopeFields()
        do throws(BodySealFailure) {
            try cipher.seal(plaintext.bytes, as: .request, with: version, into: &sealed, fields: &fields)
        } catch .exhausted {
            throw CommandFailure(.negative, "key \"\(self.body.key)\" has sealed 2^32 messages: rotate it")
        } catch {
            throw CommandFailure(.inputOutput, "the body could not be sealed (\(error))")
        }
        try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try seals.settle() }
        if Terminal.outputIsTerminal { sealed.append(UInt8(ascii: "\n")) }
        Terminal.write(sealed.span, to: STDOUT_FILENO)
    }
}
