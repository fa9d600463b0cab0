import Foundation
package import Primitives

/// Why the file of consumers cannot be read or kept.
package enum ConsumerFileFailure: Error, Equatable {
    case malformed(String)
    case file(FileFailure)
}

extension ConsumerFileFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let reason): "consumers.json: \(reason)"
        case .file(let failure): failure.description
        }
    }
}

/// `consumers.json` in the key directory: all consumers, replaced atomically.
package struct ConsumerFile: Sendable {
    private struct Content: Codable {
        let format: Int
        let consumers: [Consumer]

        /// Format 2 is that of files with members which readers of format 1 would drop when they write.
        init(_ consumers: [Consumer]) {
            self.format = consumers.contains(where: \.hasCipherMembers) ? 2 : 1
            self.consumers = consumers
        }
    }

    private static let newestFormat = 2

    /// 64 MiB: a hundred thousand consumers stay below.
    private static let limit = 64 << 20

    package let path: String

    package init(keyDirectory: String) {
        self.path = "\(keyDirectory)/consumers.json"
    }

    /// All consumers; none when there is no file yet.
    package func load() throws(ConsumerFileFailure) -> [Consumer] {
        let bytes: SecretBytes
        do throws(FileFailure) {
            bytes = try ProtectedFile.read(self.path, secrecy: .secret, limit: Self.limit)
        } catch .missing {
            return []
        } catch {
            throw .file(error)
        }
        let content: Content
        do {
            content = try JSONDecoder().decode(Content.self, from: bytes.withUnsafeBytes { Data($0) })
        } catch {
            throw .malformed("not the JSON of consumers: \(Self.place(of: error))")
        }
        guard (1...Self.newestFormat).contains(content.format) else {
            throw .malformed("format \(content.format) is newer than this build reads")
        }
        guard Set(content.consumers.map(\.name)).count == content.consumers.count else {
            throw .malformed("a consumer stands in it twice")
        }
        if let invalid = content.consumers.first(where: { !Consumer.isValidName($0.name) }) {
            throw .malformed("\"\(invalid.name)\" is not a consumer name: use 1 to 64 of A-Za-z0-9._-")
        }
        return content.consumers
    }

    package func save(_ consumers: [Consumer]) throws(ConsumerFileFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Content(consumers)) else {
            preconditionFailure("consumers are plain values: they always encode")
        }
        do throws(FileFailure) {
            try ProtectedFile.write(Array(data + [UInt8(ascii: "\n")]).span, to: self.path)
        } catch {
            throw .file(error)
        }
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "unreadable" }
        let context: DecodingError.Context? =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: nil
            }
        let path = (context?.codingPath ?? []).map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "at its top" : "at \(path)"
    }
}

extension Consumer {
    fileprivate var hasCipherMembers: Bool {
        self.bodyProfile != nil || self.responseKey != nil || self.signatureKey != nil
    }
}
