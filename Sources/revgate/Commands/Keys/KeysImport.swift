import ArgumentParser
import Envelopes
import Foundation
import Primitives

struct KeysImport: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case hex
        case base64
        case raw
        case pem
        case jwk
    }

    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take a key in from a file or standard input.",
        discussion: """
            hex and base64 ignore white space; raw takes the exact bytes, a line break at the end too. pem is a private
            key (PKCS #8, PKCS #1 or SEC 1, not under a password), a public key or a certificate. jwk is a JSON Web Key of
            any kind or a set of them, of which --kid takes one; its alg, use and key_ops bind.
            A partner's public key seals what he reads and verifies what he signed; with a private key the gateway opens
            and signs. A new name's version 1 is active; on an existing name a staged version is added, of the same kind.

            Example: openssl rand -hex 32 | revgate keys import mobile-body --format hex -
            Example: revgate keys import partner-public --format pem partner.crt
            Example: curl -s https://partner.example/jwks.json | revgate keys import partner --format jwk --kid 2026-1 -
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's name: a-z, 0-9 and -.") var name: String
    @Option(help: "How the key is written: hex, base64, raw, pem or jwk.") var format: Format
    @Option(help: "Its name in messages (kid); of a JWK Set, the key that is taken.") var kid: String?
    @Argument(help: "The file; - for standard input.") var file = "-"

    func run() throws {
        let configuration = try self.options.configuration()
        let kid = try keyIdentifier(self.kid)
        let input = try readInput(self.file)
        guard input.count > 0 else { throw CommandFailure(.inputOutput, "\(self.file): the key is empty") }
        let (material, binding) = try self.read(input, kid: kid)
        if case .octets(let bytes) = material, bytes.count == 0 {
            throw CommandFailure(.inputOutput, "\(self.file): the key is empty")
        }
        try addKeyVersion(material, binding, to: self.name, in: configuration, json: self.options.json)
    }

    private func read(_ input: SecretBytes, kid: String?) throws(CommandFailure) -> (KeyMaterial, KeyBinding) {
        let binding = KeyBinding(identifier: kid)
        switch self.format {
        case .raw: return (.octets(input), binding)
        case .hex:
            let octets = try self.decoded(input) { text, output throws(EncodingFailure) in
                try Hex.decode(text, skipping: .ignored, into: output)
            }
            return (.octets(octets), binding)
        case .base64:
            let octets = try self.decoded(input) { text, output throws(EncodingFailure) in
                try Base64.decode(text, alphabet: .standard, skipping: .ignored, into: output)
            }
            return (.octets(octets), binding)
        case .pem: return (try self.pem(input), binding)
        case .jwk:
            let key = try self.jwk(input, kid: kid)
            return (key.material, key.binding)
        }
    }

    private func decoded(
        _ text: SecretBytes, _ decode: (Span<UInt8>, SecretBuffer) throws(EncodingFailure) -> Void
    ) throws(CommandFailure) -> SecretBytes {
        let output = SecretBuffer(capacity: text.count)
        do throws(EncodingFailure) {
            try decode(text.bytes, output)
        } catch {
            throw CommandFailure(.inputOutput, "\(self.file): not \(self.format.rawValue)")
        }
        return SecretBytes(copying: output.bytes)
    }

    private func pem(_ input: SecretBytes) throws(CommandFailure) -> KeyMaterial {
        // Also "RSA PRIVATE KEY", "EC PRIVATE KEY" and "ENCRYPTED PRIVATE KEY".
        let isPrivate = input.withUnsafeBytes { Data($0).range(of: Data("PRIVATE KEY-----".utf8)) != nil }
        do throws(PublicKeyFailure) {
            return isPrivate
                ? .privateKey(try PrivateKey(pem: input)) : .publicKey(try PublicKey(pem: input.bytes))
        } catch {
            throw CommandFailure(.inputOutput, "\(self.file): \(error)")
        }
    }

    private func jwk(_ input: SecretBytes, kid: String?) throws(CommandFailure) -> JWK.Key {
        let document: JWK.Document
        do throws(JWKFailure) {
            document = try JWK.read(input)
        } catch {
            throw CommandFailure(.inputOutput, "\(self.file): \(error)")
        }
        for skipped in document.skipped { Terminal.error("\(self.file): passed over: \(skipped)") }
        let named = document.keys.filter { $0.binding.identifier == kid }
        let candidates = kid == nil || named.isEmpty && document.keys.count == 1 ? document.keys : named
        guard let key = candidates.first, candidates.count == 1 else {
            let names = document.keys.map { $0.binding.identifier.map { "\"\($0)\"" } ?? "(no kid)" }
            let known = names.isEmpty ? "it holds none that can be used" : "it holds \(names.joined(separator: ", "))"
            throw CommandFailure(
                .usage,
                candidates.isEmpty
                    ? "\(self.file): no key of the set has this kid; \(known)"
                    : "\(self.file): which key of the set is meant? Say so with --kid; \(known)")
        }
        guard let kid else { return key }
        var binding = key.binding
        binding.identifier = kid
        return JWK.Key(material: key.material, binding: binding)
    }
}
