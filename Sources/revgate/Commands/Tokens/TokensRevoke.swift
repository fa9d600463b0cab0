import ArgumentParser
import Revocation
import Stores

struct TokensRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke by the operator's word: one token, or all that a consumer owns.",
        discussion: """
            Durable, and counting for a running gateway, when the command ends. One token takes the others of its grant
            along, whoever owns them; all of a consumer take none.

            Example: revgate tokens revoke --consumer mobile --issued-before 2026-01-31T00:00:00Z
            """)

    private struct Revoked: Encodable {
        let status: String
        let revokedAt: String

        enum CodingKeys: String, CodingKey {
            case status
            case revokedAt = "revoked_at"
        }
    }

    private struct RevokedAll: Encodable {
        let consumer: String
        let revoked: Int
    }

    @OptionGroup var options: CommonOptions
    @OptionGroup var subject: SubjectOptions
    @Option(help: "All known tokens of this consumer.") var consumer: String?
    @Option(help: ArgumentHelp("Only those recorded before: RFC 3339 or epoch seconds.", valueName: "time"))
    var issuedBefore: String?

    func validate() throws {
        let subjects = [self.subject.reference, self.subject.token, self.consumer].compactMap { $0 }
        guard subjects.count == 1 else {
            throw ValidationError("name what to revoke with one of --reference, --token and --consumer")
        }
        guard self.issuedBefore == nil || self.consumer != nil else {
            throw ValidationError("--issued-before goes with --consumer")
        }
        if let time = self.issuedBefore, Timestamp(time) == nil {
            throw ValidationError("\"\(time)\" is neither RFC 3339, like 2026-01-31T00:00:00Z, nor epoch seconds")
        }
    }

    func run() throws {
        if let (kind, value) = try self.subject.subject() {
            let store = try TokenStore(self.options, .writing)
            let half = try store.half(kind, value)
            let outcome = try orFail(.inputOutput) { () throws(StoreFailure) in
                try store.registry.revoke(half, kind: kind, at: .now)
            }
            try self.report(outcome)
        } else if let consumer = self.consumer {
            let store = try TokenStore(self.options, .writing)
            let count = try orFail(.inputOutput) { () throws(StoreFailure) in
                try store.registry.revokeAll(
                    ownedBy: consumer, issuedBefore: self.issuedBefore.flatMap { Timestamp($0) }, at: .now)
            }
            if self.options.json { return Terminal.print(json: RevokedAll(consumer: consumer, revoked: count)) }
            Terminal.print("revoked \(count) subjects of \(consumer)")
        }
    }

    private func report(_ outcome: RevocationOutcome) throws(CommandFailure) {
        let (status, at): (String, Timestamp)
        switch outcome {
        case .revoked(let time): (status, at) = ("revoked", time)
        case .alreadyRevoked(let time): (status, at) = ("already-revoked", time)
        case .unknown, .ownedByAnother, .limited, .unsupportedSubject, .unavailable:
            throw CommandFailure(.inputOutput, "the store did not revoke it: \(outcome)")
        }
        if self.options.json { return Terminal.print(json: Revoked(status: status, revokedAt: at.text)) }
        Terminal.print("\(status) at \(at.text)")
    }
}
