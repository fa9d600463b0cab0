import Foundation
import Primitives

/// What opened bytes look like.
enum PlaintextKind: String, Encodable {
    case empty
    case json
    case form
    case text
    case binary

    init(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else {
            self = .empty
            return
        }
        guard Self.isText(bytes) else {
            self = .binary
            return
        }
        let data = bytes.withUnsafeBytes { Data($0) }
        if (try? JSONSerialization.jsonObject(with: data)) != nil {
            self = .json
        } else {
            self = Self.isForm(data) ? .form : .text
        }
    }

    var isText: Bool { self != .binary }

    /// UTF-8 without control characters but tabs and line breaks.
    static func isText(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            switch bytes[index] {
            case 0x09, 0x0A, 0x0D: continue
            case 0x00..<0x20, 0x7F: return false
            default: continue
            }
        }
        return bytes.withUnsafeBytes { String(validating: $0, as: UTF8.self) != nil }
    }

    /// Names and values of `application/x-www-form-urlencoded`, nothing that has to be escaped in between.
    private static func isForm(_ data: Data) -> Bool {
        let allowed = data.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
        }
        return allowed && data.split(separator: UInt8(ascii: "&")).allSatisfy { $0.contains(UInt8(ascii: "=")) }
    }
}
