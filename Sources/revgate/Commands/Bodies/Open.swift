import ArgumentParser
import Envelopes
import Foundation
import Primitives

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open one sealed body from standard input to standard output.",
        discussion: """
            Tries every usable version of the key, the newest first, and writes the exact plaintext.

            Example: revgate open --profile aes-256-gcm --key first-body < reply.txt
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var body: BodyOptions

    func run() throws {
        let (cipher, _) = try self.body.cipher(self.options)
        let sealed = try readInput("-", limit: 64 << 20)
        let plaintext = SecretBuffer(capacity: sealed.count)
        do throws(BodyOpenFailure) {
            _ = try cipher.open(sealed.bytes, into: plaintext, isWellFormed: { _ in true })
        } catch {
            throw CommandFailure(.negative, error.explanation(key: self.body.key, profile: cipher.profile))
        }
        if Terminal.outputIsTerminal { plaintext.append(UInt8(ascii: "\n")) }
        Terminal.write(plaintext.bytes, to: STDOUT_FILENO)
    }
}

extension BodyOpenFailure {
    /// For the operator only: callers of the gateway never learn which it was.
    fileprivate func explanation(key: String, profile: CipherProfile) -> String {
        switch self {
        case .wrapper, .encoding: "the body is not encoded as \(profile.name) says"
        case .header, .length, .unwrap, .tag, .padding, .compression, .signature, .content:
            "no usable version of key \"\(key)\" opens this body as \(profile.name)"
        case .noUsableVersion: "key \"\(key)\" has no active or accepting version"
        }
    }
}
