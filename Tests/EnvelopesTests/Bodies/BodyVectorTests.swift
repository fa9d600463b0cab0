import Foundation
import Primitives
import Testing

@testable import Envelopes

@Suite(.enabled(if: JOSEVectors.runs, "\(JOSEVectors.absence)")) struct BodyVectorTests {
    private static func entries() throws -> [JSON] {
        let file = try JOSEVectors.read("body-ciphers.json")
        return (file["published"].list ?? []) + (file["computed"].list ?? [])
    }

    @Test func everyEntryIsUnderstood() throws {
        let entries = try Self.entries()
        #expect(entries.count == 22)
        for entry in entries {
            let name = try #require(entry["profile"].text)
            let isListed = BodyVectors.untested[name] != nil || BodyVectors.underContentKey.contains(name)
            let isUnderstood = try BodyVectors.vector(entry) != nil
            #expect(isListed != isUnderstood, "\(name)")
        }
        // Pairs without a key: nothing to open them with.
        #expect(try JOSEVectors.read("body-ciphers.json")["unkeyed_shape_samples_wibmo"].list?.count == 3)
    }

    @Test func everyBodyOpensToItsPlaintext() throws {
        for entry in try Self.entries() {
            guard let vector = try BodyVectors.vector(entry) else { continue }
            let role: MessageRole = vector.session == nil ? .request : .reply
            let request = vector.session.map { BodyVersion(index: 0, number: 1, session: $0) }
            let cipher = try vector.bench.cipher()
            let opened = try cipher.opening(vector.body, as: role, answering: request) { $0.copied == vector.plaintext }
            #expect(opened.text == vector.plaintext, "\(entry["profile"].text ?? "")")
        }
    }

    @Test func whatIsSealedIsTheSameBytes() throws {
        for entry in try Self.entries() {
            guard let vector = try BodyVectors.vector(entry) else { continue }
            let cipher = try (vector.sealing ?? vector.bench).cipher()
            let request = vector.session.map { BodyVersion(index: 0, number: 1, session: $0) }
            let sealed = try cipher.sealing(
                vector.plaintext, as: vector.session == nil ? .request : .reply, with: request)
            #expect(Self.compact(sealed.body) == Self.compact(vector.body), "\(entry["profile"].text ?? "")")
        }
    }

    /// JSON without the white space that some samples have.
    private static func compact(_ body: [UInt8]) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: String] else {
            return String(decoding: body, as: UTF8.self)
        }
        return object.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    @Test func jweOfMastercardOpenFromTheirContentKeys() throws {
        for entry in try Self.entries() {
            guard let name = entry["profile"].text, BodyVectors.underContentKey.contains(name) else { continue }
            let text = entry.utf8("jwe")
            let message = try JWEMessage(text.span, format: .everything, trace: nil)
            let encryption = try #require(
                JWEContentEncryption(rawValue: name.split(separator: " ").last.map(String.init) ?? ""))
            let content = JWEContent(encryption: encryption, key: SecretBytes(entry.hex("cek_hex")))
            let output = SecretBuffer(capacity: 64)
            try content.open(message, into: output)
            #expect(output.array == entry.utf8("plaintext_utf8"), "\(name)")
        }
    }
}
