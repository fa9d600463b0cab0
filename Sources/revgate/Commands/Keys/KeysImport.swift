import ArgumentParser
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
            hex and base64 ignore white space; raw takes the exact bytes; jwk is a symmetric key (kty "oct").
            A new name's version 1 is active; on an existing name a staged version is added.

            Example: openssl rand -hex 32 | revgate keys import mobile-body --format hex -
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's name: a-z, 0-9 and -.") var name: String
    @Option(help: "How the key is written: hex, base64, raw or jwk.") var format: Format
    @Argument(help: "The file; - for standard input.") var file = "-"

    func run() throws {
        let configuration = try self.options.configuration()
        let material = try self.material(try readInput(self.file))
        guard material.count > 0 else { throw CommandFailure(.inputOutput, "\(self.file): the key is empty") }
        try addKeyVersion(material, to: self.name, in: configuration, json: self.options.json)
    }

    private func material(_ input: SecretBytes) throws(CommandFailure) -> SecretBytes {
        switch self.format {
        case .raw: return input
        case .hex:
            return try self.decoded(input) { text, output throws(EncodingFailure) in
                try Hex.decode(text, skipping: .ignored, into: output)
            }
        case .base64:
            return try self.decoded(input) { text, output throws(EncodingFailure) in
                try Base64.decode(text, alphabet: .standard, skipping: .ignored, into: output)
            }
        case .jwk:
            return try self.decoded(try self.octetsOfJWK(input)) { text, output throws(EncodingFailure) in
                try Base64.decode(text, alphabet: .url, into: output)
            }
        case .pem:
            throw CommandFailure(.usage, "pem holds asymmetric keys, which no cipher of this build uses")
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

    /// Member `k` of a symmetric JWK (RFC 7518 § 6.4).
    private func octetsOfJWK(_ input: SecretBytes) throws(CommandFailure) -> SecretBytes {
        struct JWK: Decodable {
            let kty: String
            let k: String?
        }
        guard let jwk = try? JSONDecoder().decode(JWK.self, from: input.withUnsafeBytes { Data($0) }) else {
            throw CommandFailure(.inputOutput, "\(self.file): not a JWK")
        }
        guard jwk.kty == "oct", let octets = jwk.k else {
            throw CommandFailure(
                .usage, "a JWK of kty \"\(jwk.kty)\" is asymmetric, which no cipher of this build uses")
        }
        return SecretBytes(copying: Array(octets.utf8).span)
    }
}
