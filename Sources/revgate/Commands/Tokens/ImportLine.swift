import Consumers
import Foundation
import Gateway
import Primitives
import Revocation

/// Why a line of an import is no token.
struct ImportLineFault: Error {
    let message: String
}

/// One line of an import: `{"reference","token","kind","expires_at","consumer","grant"}`.
enum ImportLine {
    private static let members = ["reference", "token", "kind", "expires_at", "consumer", "grant"]

    static func token(_ line: SecretBytes, _ store: TokenStore) throws(ImportLineFault) -> LearnedToken {
        guard let object = try? JSONSerialization.jsonObject(with: line.withUnsafeBytes { Data($0) }),
            let members = object as? [String: Any]
        else { throw ImportLineFault(message: "not a JSON object") }
        if let unknown = members.keys.filter({ !self.members.contains($0) }).min() {
            throw ImportLineFault(
                message: "unknown member \"\(unknown)\"; known: \(self.members.joined(separator: ", "))")
        }
        let reference = try self.half("reference", .reference, members, store)
        let token = try self.half("token", .token, members, store)
        guard reference != nil || token != nil else { throw ImportLineFault(message: "neither reference nor token") }
        return LearnedToken(
            reference: reference, token: token, owner: try self.owner(members),
            kind: try self.kind(members), grant: try self.grant(members, store),
            expiresAt: try self.expiry(members))
    }

    private static func text(_ name: String, _ members: [String: Any]) throws(ImportLineFault) -> String? {
        guard let value = members[name], !(value is NSNull) else { return nil }
        guard let text = value as? String, !text.isEmpty, text.utf8.count <= Subject.maximumLength else {
            throw ImportLineFault(message: "\(name) is not a text of 1 to \(Subject.maximumLength) bytes")
        }
        return text
    }

    private static func half(
        _ name: String, _ kind: SubjectKind, _ members: [String: Any], _ store: TokenStore
    ) throws(ImportLineFault) -> LearnedToken.Half? {
        guard let text = try self.text(name, members) else { return nil }
        do throws(CommandFailure) {
            return try store.half(kind, SecretBytes(copying: Array(text.utf8).span))
        } catch {
            throw ImportLineFault(message: error.message)
        }
    }

    private static func owner(_ members: [String: Any]) throws(ImportLineFault) -> String? {
        guard let name = try self.text("consumer", members) else { return nil }
        guard Consumer.isValidName(name) else {
            throw ImportLineFault(message: "consumer \"\(name)\" is not a consumer name: use 1 to 64 of A-Za-z0-9._-")
        }
        return name
    }

    private static func kind(_ members: [String: Any]) throws(ImportLineFault) -> TokenKind? {
        guard let text = try self.text("kind", members) else { return nil }
        guard let kind = TokenKind.names[text] else {
            throw ImportLineFault(
                message: "kind \"\(text)\" is none of \(TokenKind.names.keys.sorted().joined(separator: ", "))")
        }
        return kind
    }

    /// Grants are named like subjects, so that the store does not hold them in the clear either.
    private static func grant(_ members: [String: Any], _ store: TokenStore) throws(ImportLineFault) -> Fingerprint? {
        guard let text = try self.text("grant", members) else { return nil }
        return store.protection.grantFingerprint(Array(text.utf8).span)
    }

    private static func expiry(_ members: [String: Any]) throws(ImportLineFault) -> Timestamp? {
        switch members["expires_at"] {
        case nil, is NSNull: return nil
        case let number as NSNumber where !(members["expires_at"] is Bool):
            let seconds = number.doubleValue
            guard (0...1e11).contains(seconds) else {
                throw ImportLineFault(message: "expires_at \(number) is not in epoch seconds")
            }
            return Timestamp(milliseconds: Int64((seconds * 1000).rounded()))
        case let text as String:
            guard let time = Timestamp(text) else {
                throw ImportLineFault(message: "expires_at \"\(text)\" is neither epoch seconds nor RFC 3339")
            }
            return time
        default: throw ImportLineFault(message: "expires_at is neither epoch seconds nor RFC 3339")
        }
    }
}
