import ArgumentParser
import Envelopes
import Foundation
import Primitives

struct KeysExport: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case pem
        case jwk
        case jwks
        case hex
        case base64
        case raw
    }

    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a key out: the public half, or with --secret all of it.",
        discussion: """
            The active version, or the one that --version names; jwks: all active and accepting versions. pem is PKCS #8
            (private) or SPKI (public); hex, base64 and raw are for symmetric keys. Whoever has what --secret writes can
            read what is sealed under it: never send it along with a public key. With --json jwk and jwks are as they are,
            the others {"key": NAME, "format": …, "content": TEXT}, where raw bytes are base64.

            Example: revgate keys export partner-jwe --format jwk
            Example: (umask 077 && revgate keys export mobile-body --format hex --secret > mobile.hex)
            """)

    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's name.") var name: String
    @Option(help: "Its version; without: the active one.") var version: Int?
    @Option(help: "How it is written: pem, jwk, jwks, hex, base64 or raw.") var format: Format
    @Flag(help: "Write secret material.") var secret = false

    func run() throws {
        let directory = try self.options.keys()
        let key = try orFail(.configuration) { () throws(KeyDirectoryFailure) in try directory.load(self.name) }
        let text = try self.format == .jwks ? self.set(of: key) : self.text(of: try self.chosen(of: key))
        if self.options.json, self.format != .jwk, self.format != .jwks { return self.print(json: text) }
        Terminal.write(text.bytes, to: STDOUT_FILENO)
        if self.format != .raw { Terminal.write(Self.lineBreak(after: text).span, to: STDOUT_FILENO) }
    }

    /// JWKs are JSON as they are; the rest is text in a member, raw bytes as base64.
    private func print(json text: SecretBytes) {
        let data = text.bytes.withUnsafeBytes { Data($0) }
        let format = self.format == .raw ? .base64 : self.format
        let content = self.format == .raw ? data.base64EncodedString() : String(decoding: data, as: UTF8.self)
        Terminal.print(json: ["key": self.name, "format": format.rawValue, "content": content])
    }

    private static func lineBreak(after text: SecretBytes) -> [UInt8] {
        let bytes = text.bytes
        return bytes.count > 0 && bytes[bytes.count - 1] == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
    }

    private func chosen(of key: NamedKey) throws(CommandFailure) -> KeyVersion {
        guard let number = self.version else {
            guard let active = key.active else {
                throw CommandFailure(.usage, "key \"\(self.name)\" has no active version; name one with --version")
            }
            return active
        }
        guard let version = key.versions.first(where: { $0.number == number }) else {
            throw CommandFailure(.usage, "key \"\(self.name)\" has no version \(number)")
        }
        return version
    }

    private func set(of key: NamedKey) throws(CommandFailure) -> SecretBytes {
        let versions = self.version == nil ? key.usable : [try self.chosen(of: key)]
        let keys = try versions.map { version throws(CommandFailure) in
            JWK.Key(material: try self.material(of: version), binding: version.binding)
        }
        return JWK.writeSet(keys, publicOnly: !self.secret)
    }

    private func text(of version: KeyVersion) throws(CommandFailure) -> SecretBytes {
        let material = try self.material(of: version)
        switch self.format {
        case .pem: return try self.pem(material)
        case .jwk, .jwks:
            guard let text = JWK.write(material, version.binding, publicOnly: !self.secret) else {
                throw self.needsSecret
            }
            return text
        case .hex, .base64, .raw: return try self.encoded(material)
        }
    }

    /// The material, if it has a public half or the secret one may be written.
    private func material(of version: KeyVersion) throws(CommandFailure) -> KeyMaterial {
        guard let material = version.material else {
            throw CommandFailure(.usage, "version \(version.number) of key \"\(self.name)\" is destroyed")
        }
        if self.secret, case .publicKey = material {
            throw CommandFailure(.usage, "key \"\(self.name)\" is \(material.materialKind): it has no secret half here")
        }
        guard self.secret || material.publicHalf != nil else { throw self.needsSecret }
        return material
    }

    private var needsSecret: CommandFailure {
        CommandFailure(
            .usage, "key \"\(self.name)\" is symmetric: all of it is secret; say --secret if you want it written out")
    }

    private func pem(_ material: KeyMaterial) throws(CommandFailure) -> SecretBytes {
        if self.secret, case .privateKey(let key) = material { return key.pem }
        guard let key = material.publicHalf else {
            throw CommandFailure(
                .usage,
                "key \"\(self.name)\" is symmetric, which PEM does not hold; use --format hex, base64, raw or jwk")
        }
        let pem = key.pem
        return SecretBytes(copying: pem.span)
    }

    private func encoded(_ material: KeyMaterial) throws(CommandFailure) -> SecretBytes {
        guard let octets = material.octets else {
            throw CommandFailure(
                .usage,
                "key \"\(self.name)\" is \(material.materialKind): use --format pem, jwk or jwks")
        }
        if self.format == .raw { return octets }
        let output = SecretBuffer(capacity: octets.count * 2)
        if self.format == .hex {
            var text: [UInt8] = []
            text.reserveCapacity(octets.count * 2)
            defer { text.wipe() }
            Hex.encode(octets.bytes, into: &text)
            output.append(text.span)
        } else {
            Base64.encode(octets.bytes, alphabet: .standard, padded: true, into: output)
        }
        return SecretBytes(copying: output.bytes)
    }
}
