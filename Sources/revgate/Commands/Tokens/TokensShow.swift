import ArgumentParser
import Gateway
import Primitives
import Revocation
import Stores

struct TokensShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Say whether a token is known, revoked or unknown.",
        discussion: "Example: revgate tokens show --reference sdjfsjdgfljhasgdf --json")

    /// Members without a value are null, not left out.
    private struct Shown: Encodable {
        let reference: String?
        let status: SubjectStatus?
        let logID: String

        enum CodingKeys: String, CodingKey {
            case reference
            case state
            case revokedAt = "revoked_at"
            case revokedBy = "revoked_by"
            case owner = "consumer"
            case kind
            case expiresAt = "expires_at"
            case logID = "log_id"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.reference, forKey: .reference)
            try container.encode(self.status?.state.rawValue ?? "unknown", forKey: .state)
            try container.encode(self.status?.revokedAt?.text, forKey: .revokedAt)
            try container.encode(self.status?.revokedBy, forKey: .revokedBy)
            try container.encode(self.status?.owner, forKey: .owner)
            try container.encode(self.status?.tokenKind?.name, forKey: .kind)
            try container.encode(self.status?.expiresAt?.text, forKey: .expiresAt)
            try container.encode(self.logID, forKey: .logID)
        }
    }

    @OptionGroup var options: CommonOptions
    @OptionGroup var subject: SubjectOptions

    func run() throws {
        guard let (kind, value) = try self.subject.subject() else {
            throw ValidationError("name the token with --reference or --token")
        }
        let store = try TokenStore(self.options, .reading)
        let fingerprint = store.protection.fingerprint(kind, value.bytes)
        let status = try orFail(.inputOutput) { () throws(StoreFailure) in try store.registry.show(fingerprint) }
        if self.options.json {
            let reference = kind == .reference ? value.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } : nil
            return Terminal.print(json: Shown(reference: reference, status: status, logID: store.logID(kind, value)))
        }
        Terminal.print("state       \(status?.state.rawValue ?? "unknown")")
        // What the access log calls it.
        Terminal.print("log id      \(store.logID(kind, value))")
        guard let status else { return }
        if let at = status.revokedAt { Terminal.print("revoked at  \(at.text)") }
        if let by = status.revokedBy { Terminal.print("revoked by  \(by)") }
        if let owner = status.owner { Terminal.print("consumer    \(owner)") }
        if let kind = status.tokenKind { Terminal.print("kind        \(kind.name)") }
        if let expiry = status.expiresAt { Terminal.print("expires at  \(expiry.text)") }
    }
}
