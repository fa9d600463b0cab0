import ArgumentParser
import Envelopes
import Foundation
import Primitives

struct Seal: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Seal one body from a file or standard input to standard output, wrapper and all.",
        discussion: """
            Uses the key's active version; with --answering, what opened the request. To seal as a partner does it takes
            the public key of who reads. Header fields that belong to the message (a wrapped key, a code) go to standard
            error as "Name: value", or to a file that curl takes. With --json: {"body": TEXT, "fields": {NAME: VALUE}}.

            Example: printf '{"tokenReferenceId":"abc"}' | revgate seal --profile aes-256-gcm --key first-body
            Example: revgate seal --profile icici --key bank-public --fields-to fields.txt body.json > sealed.txt
                     curl -H @fields.txt --data-binary @sealed.txt https://bank.example/api
            """)

    private struct Sealed: Encodable {
        let body: String
        let fields: [String: String]
    }

    @OptionGroup var options: CommonOptions
    @OptionGroup var body: BodyOptions
    @Option(help: ArgumentHelp("Where header fields of the message are written.", valueName: "file"))
    var fieldsTo: String?
    @Argument(help: "The plaintext; - for standard input.") var file = "-"

    func run() throws {
        let (cipher, seals) = try self.body.cipher(self.options)
        let answered = try self.body.answered(by: cipher)
        let plaintext = try readInput(self.file, limit: bodyLimit)
        guard let version = answered ?? cipher.activeVersion else {
            throw CommandFailure(
                .configuration,
                "key \"\(self.body.key)\" has no active version that profile \"\(cipher.profile.name)\" can seal with")
        }
        let trace = self.body.explain ? OpenTrace() : nil
        var sealed: [UInt8] = []
        var fields = EnvelopeFields()
        do throws(BodySealFailure) {
            defer { self.body.show(trace) }
            try cipher.seal(
                plaintext.bytes, as: self.body.role.message, with: version, into: &sealed, fields: &fields, trace: trace
            )
        } catch {
            throw self.failure(error, cipher.profile)
        }
        try orFail(.inputOutput) { () throws(KeyDirectoryFailure) in try seals.settle() }
        if !self.options.json || self.fieldsTo != nil { try self.write(fields) }
        if self.options.json {
            return Terminal.print(json: Sealed(body: String(decoding: sealed, as: UTF8.self), fields: fields.byName))
        }
        if Terminal.outputIsTerminal { sealed.append(UInt8(ascii: "\n")) }
        Terminal.write(sealed.span, to: STDOUT_FILENO)
    }

    private func write(_ fields: EnvelopeFields) throws(CommandFailure) {
        guard let file = self.fieldsTo else {
            for line in fields.lines { Terminal.error(line) }
            return
        }
        let text = fields.lines.map { "\($0)\n" }.joined()
        try orFail(.inputOutput) { () throws(FileFailure) in
            try ProtectedFile.write(Array(text.utf8).span, to: file)
        }
    }

    private func failure(_ failure: BodySealFailure, _ profile: CipherProfile) -> CommandFailure {
        switch failure {
        case .repeatedIV:
            CommandFailure(
                .configuration,
                "profile \"\(profile.name)\" would use an IV twice under this key, which would give it away: "
                    + "under a symmetric key it only opens")
        case .exhausted:
            CommandFailure(.negative, "key \"\(self.body.key)\" has sealed 2^32 messages: rotate it")
        case .random: CommandFailure(.inputOutput, "the system has no randomness to seal with")
        case .cipher: CommandFailure(.inputOutput, "libcrypto could not seal the body")
        case .noKey:
            CommandFailure(
                .configuration,
                self.body.role == .reply && profile.replyKey == .responseKey
                    ? "replies of profile \"\(profile.name)\" are sealed under their reader's key: name it with "
                        + "--response-key"
                    : "there is no key to seal under: name it with --key"
                        + (profile.signature == nil ? "" : ", and the one to sign with with --signing-key"))
        case .plaintext:
            CommandFailure(
                .negative,
                "profile \"\(profile.name)\" cannot seal this plaintext: it is too long for the key, or not a JSON object "
                    + "of texts where the profile seals each value")
        }
    }
}
