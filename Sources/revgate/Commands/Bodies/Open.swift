import ArgumentParser
import Envelopes
import Foundation
import Primitives

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open one sealed body from a file or standard input to standard output.",
        discussion: """
            Tries every usable version of the key, the newest first, and writes the exact plaintext. A reply that is sealed
            under the reader's own key is opened with --response-key, one that is sealed under its request's content key
            with --answering. With --json: {"plaintext": TEXT}, or {"plaintext-base64": …} where it is no UTF-8. Why a body
            does not open: revgate diagnose.

            Example: revgate open --profile aes-256-gcm --key first-body < reply.txt
            Example: revgate open --profile banamex --key own-pair --field eventId=00aa --explain sealed.txt
            Example: revgate open --as reply --profile partner-jwe --key partner-public --response-key own-pair reply.jwe
            """)

    /// Text as it is, other bytes as base64.
    private struct Opened: Encodable {
        let plaintext: String?
        let base64: String?

        init(_ plaintext: Span<UInt8>) {
            (self.plaintext, self.base64) = plaintext.withUnsafeBytes { bytes in
                let text = String(validating: bytes, as: UTF8.self)
                return (text, text == nil ? Data(bytes).base64EncodedString() : nil)
            }
        }

        enum CodingKeys: String, CodingKey {
            case plaintext
            case base64 = "plaintext-base64"
        }
    }

    @OptionGroup var options: CommonOptions
    @OptionGroup var body: BodyOptions
    @Option(help: ArgumentHelp("A header field of the message; repeatable.", valueName: "name=value"))
    var field: [FieldArgument] = []
    @Option(help: ArgumentHelp("A file of header fields, as seal --fields-to writes it.", valueName: "file"))
    var fieldsFrom: String?
    @Argument(help: "The body; - for standard input.") var file = "-"

    func run() throws {
        let (cipher, _) = try self.body.cipher(self.options)
        let answered = try self.body.answered(by: cipher)
        var fields = self.field
        if let file = self.fieldsFrom { fields += try readFields(file) }
        let sealed = try readInput(self.file, limit: bodyLimit)
        let trace = self.body.explain ? OpenTrace() : nil
        let plaintext: SecretBuffer
        do throws(BodyOpenFailure) {
            defer { self.body.show(trace) }
            plaintext = try self.open(sealed, EnvelopeFields(fields), cipher, answering: answered, trace)
        } catch {
            throw CommandFailure(
                .negative,
                "no usable version of key \"\(self.body.key)\" opens this body as \(cipher.profile.name): "
                    + error.words(cipher.profile))
        }
        if self.options.json { return Terminal.print(json: Opened(plaintext.bytes)) }
        if Terminal.outputIsTerminal { plaintext.append(UInt8(ascii: "\n")) }
        Terminal.write(plaintext.bytes, to: STDOUT_FILENO)
    }

    /// Without integrity a wrong version may decipher to something: one that gives text goes before one that does not.
    private func open(
        _ sealed: SecretBytes, _ fields: EnvelopeFields, _ cipher: BodyCipher, answering request: BodyVersion?,
        _ trace: OpenTrace?
    ) throws(BodyOpenFailure) -> SecretBuffer {
        let plaintext = SecretBuffer(capacity: sealed.count)
        do throws(BodyOpenFailure) {
            _ = try cipher.open(
                sealed.bytes, fields, as: self.body.role.message, answering: request, into: plaintext, trace: trace,
                isWellFormed: { PlaintextKind($0).isText })
        } catch .content {
            plaintext.wipe()
            trace?.note("no version gives text: the newest that deciphers at all is taken")
            _ = try cipher.open(
                sealed.bytes, fields, as: self.body.role.message, answering: request, into: plaintext,
                isWellFormed: { _ in true })
        }
        return plaintext
    }
}
