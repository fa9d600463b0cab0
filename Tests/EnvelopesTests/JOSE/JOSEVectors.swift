import Foundation
import Primitives

@testable import Envelopes

/// The vectors that lie beside the project and not in it.
enum JOSEVectors {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/vectors")

    /// Whether a test of vectors runs: where they are missing it is skipped, unless they are required.
    static var runs: Bool {
        FileManager.default.fileExists(atPath: self.folder.path)
            || ProcessInfo.processInfo.environment["REVGATE_REQUIRE_SHARED"] == "1"
    }

    static let absence = "../shared/vectors is not here"

    static func read(_ path: String) throws -> JSON {
        JSON(try JSONSerialization.jsonObject(with: Data(contentsOf: self.folder.appending(path: path))))
    }

    /// Names of the JSON files in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.appending(path: path).path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }
}

/// A value of a vector, read without the code under test.
struct JSON {
    let value: Any?

    init(_ value: Any?) {
        self.value = value
    }

    subscript(_ name: String) -> JSON { JSON((self.value as? [String: Any])?[name]) }
    var text: String? { self.value as? String }
    /// A text that must be there, as UTF-8.
    var utf8: [UInt8] {
        get throws {
            guard let text = self.text else { throw CocoaError(.coderValueNotFound) }
            return Array(text.utf8)
        }
    }
    var number: Int? { self.value as? Int }
    var list: [JSON]? { (self.value as? [Any])?.map(JSON.init) }
    var isObject: Bool { self.value is [String: Any] }
    var names: Set<String> { Set((self.value as? [String: Any])?.keys.map { $0 } ?? []) }

    /// As JSON text.
    var bytes: [UInt8] {
        (try? JSONSerialization.data(withJSONObject: self.value ?? [:], options: [.sortedKeys])).map(Array.init) ?? []
    }

    /// The bytes of a text in base64url.
    var octets: [UInt8]? {
        guard let text = self.text else { return nil }
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}

extension JWK.Key {
    /// The one key of a JWK.
    init(_ json: JSON) throws {
        self = try JWK.read(SecretBytes(json.bytes)).keys[0]
    }

    var publicHalf: JWK.Key {
        JWK.Key(material: self.material.publicHalf.map { .publicKey($0) } ?? self.material, binding: self.binding)
    }
}

extension SecretBytes {
    convenience init(_ bytes: [UInt8]) {
        self.init(copying: bytes.span)
    }

    var array: [UInt8] { self.withUnsafeBytes { Array($0) } }
}

extension SecretBuffer {
    var array: [UInt8] {
        let bytes = self.bytes
        return bytes.withUnsafeBytes { Array($0) }
    }
}

extension NamedKey {
    /// A key whose versions are all in use: the first is active, the others accept.
    init(_ keys: [JWK.Key], name: String = "key") {
        self.init(
            name: name,
            versions: keys.enumerated().map { index, key in
                KeyVersion(
                    number: index + 1, state: index == 0 ? .active : .accepting, createdAt: 0,
                    activatedAt: index == 0 ? 0 : nil, material: key.material, binding: key.binding)
            })
    }

    init(octets: [UInt8], _ binding: KeyBinding = KeyBinding()) {
        self.init([JWK.Key(material: .octets(SecretBytes(octets)), binding: binding)])
    }
}

extension JWEFormat {
    /// One algorithm of each kind.
    init(_ management: JWEKeyManagement, _ encryption: JWEContentEncryption) {
        self.init(keyManagement: [management], contentEncryption: [encryption])
    }

    static let everything = JWEFormat(
        keyManagement: JWEKeyManagement.allCases, contentEncryption: JWEContentEncryption.allCases)
}

extension JWECipher {
    init(
        _ format: JWEFormat, _ key: NamedKey, replyKey: ReplyKey = .same, response: NamedKey? = nil,
        seals: (NamedKey, Int) -> SealCount = { _, _ in SealCount(startingAt: 0) }
    ) throws {
        var keys = CipherKeys(main: key)
        keys.response = response
        try self.init(format: format, keys: keys, replyKey: replyKey, seals: seals)
    }

    @discardableResult
    func open(
        _ body: [UInt8], as role: MessageRole = .request, answering: BodyVersion? = nil, trace: OpenTrace? = nil
    ) throws(BodyOpenFailure) -> (plaintext: [UInt8], version: BodyVersion) {
        let output = SecretBuffer(capacity: 64)
        let version = try self.open(body.span, as: role, answering: answering, into: output, trace: trace)
        return (output.array, version)
    }

    func seal(
        _ plaintext: [UInt8], as role: MessageRole = .request, with version: BodyVersion? = nil
    ) throws(BodySealFailure) -> (body: [UInt8], version: BodyVersion) {
        var body: [UInt8] = []
        guard let version = version ?? self.activeVersion else { throw .noKey }
        let sealed = try self.seal(
            plaintext.span, as: role, with: version, random: nil, into: &body, trace: nil)
        return (body, sealed)
    }
}
