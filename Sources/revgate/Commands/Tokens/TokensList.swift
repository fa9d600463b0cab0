import ArgumentParser
import Revocation
import Stores

struct TokensList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show what the store holds, by fingerprint; values stay sealed.",
        discussion: """
            With --json one line of JSON for each token.

            Example: revgate tokens list --consumer mobile --state revoked --limit 20
            """)

    private struct Row: Encodable {
        let fingerprint: String
        let subject: String
        let state: String
        let consumer: String?
        let kind: String?
        let expiresAt: String?
        let revokedAt: String?
        let revokedBy: String?

        enum CodingKeys: String, CodingKey {
            case fingerprint
            case subject
            case state
            case consumer
            case kind
            case expiresAt = "expires_at"
            case revokedAt = "revoked_at"
            case revokedBy = "revoked_by"
        }

        init(_ status: SubjectStatus) {
            self.fingerprint = status.fingerprint.hex
            self.subject = status.kind == .reference ? "reference" : "token"
            self.state = status.state.rawValue
            self.consumer = status.owner
            self.kind = status.tokenKind?.name
            self.expiresAt = status.expiresAt?.text
            self.revokedAt = status.revokedAt?.text
            self.revokedBy = status.revokedBy
        }
    }

    @OptionGroup var options: CommonOptions
    @Option(help: "Only tokens that this consumer owns.") var consumer: String?
    @Option(help: "Only known or only revoked ones.") var state: SubjectState?
    @Option(help: "At most so many.") var limit = 1000

    func validate() throws {
        guard self.limit > 0 else { throw ValidationError("--limit is a number over 0") }
    }

    func run() throws {
        let store = try TokenStore(self.options, .reading)
        var table = Table("SUBJECT", "FINGERPRINT", "STATE", "CONSUMER", "REVOKED AT", "REVOKED BY")
        var count = 0
        try orFail(.inputOutput) { () throws(StoreFailure) in
            try store.registry.list(ListQuery(owner: self.consumer, state: self.state)) { status in
                guard count < self.limit else { return false }
                count += 1
                let row = Row(status)
                if self.options.json {
                    Terminal.print(json: row)
                } else {
                    table.add(
                        row.subject, row.fingerprint, row.state, row.consumer ?? "-", row.revokedAt ?? "-",
                        row.revokedBy ?? "-")
                }
                return true
            }
        }
        if !self.options.json { Terminal.print(table.text) }
    }
}

extension SubjectState: ExpressibleByArgument {}
