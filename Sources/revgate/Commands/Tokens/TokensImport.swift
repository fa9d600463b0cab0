import ArgumentParser
import Foundation
import Primitives
import Revocation
import Stores

struct TokensImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make tokens known, one line of JSON each.",
        discussion: """
            Members: reference, token (at least one of them), kind (session, access_token, refresh_token), expires_at
            (epoch seconds or RFC 3339), consumer (the owner), grant (tokens of one are revoked together). Importing a
            line again changes nothing, and no import clears a revocation. Faulty lines are named and left out; the command then ends with 74.

            Example: revgate tokens import tokens.ndjson
            """)

    private struct Summary: Encodable {
        var lines = 0
        var recorded = 0
        var unchanged = 0
        var keptOwner = 0
        var faulty = 0

        enum CodingKeys: String, CodingKey {
            case lines
            case recorded
            case unchanged
            case keptOwner = "kept_owner"
            case faulty
        }
    }

    private static let batchSize = 4096
    private static let shownFaults = 20

    @OptionGroup var options: CommonOptions
    @Argument(help: "The file; - for standard input.") var file = "-"

    func run() throws {
        let store = try TokenStore(self.options, .writing)
        let reader = try LineReader(self.file)
        let progress = Progress(total: reader.size, label: "import")
        var summary = Summary()
        var batch: [LearnedToken] = []
        var numbers: [Int] = []
        func flush() throws {
            let report = try orFail(.inputOutput) { () throws(StoreFailure) in
                try store.registry.importTokens(batch, at: .now)
            }
            summary.recorded += report.recorded
            summary.unchanged += report.unchanged
            summary.keptOwner += report.keptOwner
            for (place, refusal) in report.refusals.sorted(by: { $0.key < $1.key }) {
                self.fault(numbers[place], refusal.explanation, &summary)
            }
            batch.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            progress.update(reader.position, items: summary.lines)
        }
        while let line = try reader.next() {
            summary.lines += 1
            guard !line.isBlank else { continue }
            do throws(ImportLineFault) {
                batch.append(try ImportLine.token(line, store))
                numbers.append(summary.lines)
            } catch {
                self.fault(summary.lines, error.message, &summary)
            }
            if batch.count == Self.batchSize { try flush() }
        }
        try flush()
        try orFail(.inputOutput) { () throws(StoreFailure) in try store.registry.foldIfAlone() }
        progress.finish()
        self.report(summary)
        if summary.faulty > 0 { throw ExitCode(ExitStatus.inputOutput.rawValue) }
    }

    private func fault(_ line: Int, _ message: String, _ summary: inout Summary) {
        summary.faulty += 1
        if summary.faulty <= Self.shownFaults { Terminal.error("revgate: \(self.file):\(line): \(message)") }
        if summary.faulty == Self.shownFaults { Terminal.error("revgate: further faulty lines are counted only") }
    }

    private func report(_ summary: Summary) {
        if self.options.json { return Terminal.print(json: summary) }
        Terminal.print(
            "\(summary.lines) lines: \(summary.recorded) recorded, \(summary.unchanged) known already, "
                + "\(summary.faulty) faulty")
        if summary.keptOwner > 0 {
            Terminal.error("revgate: \(summary.keptOwner) tokens keep the owner they had")
        }
    }
}

extension LearnRefusal {
    fileprivate var explanation: String {
        switch self {
        case .neitherReferenceNorToken: "neither reference nor token"
        case .referenceOfAnotherToken: "the reference is known to belong to another token"
        case .tokenOfAnotherReference: "the token is known under another reference"
        case .ownersDiffer: "reference and token are known as two consumers' property"
        }
    }
}
