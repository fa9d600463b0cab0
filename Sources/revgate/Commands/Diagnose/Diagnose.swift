import ArgumentParser
import Configuration
import Envelopes
import Foundation
import Primitives

struct Diagnose: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which profiles sample bodies fit, and which step fails for the others.",
        discussion: """
            Tries every profile, built-in and configured, with every version of the key, staged and retired ones too, and
            with a symmetric key also as the hexadecimal or base64 text that it may be. Without a tag in the format, a
            sample fits if its padding is right and text comes out: more samples make that surer. Ends with 0 if all
            samples fit one profile, else with 1. For the operator's eyes: callers of the gateway never learn which step
            failed. Plaintext is shown with --show only.

            Example: revgate diagnose --key partner-body sample-1.txt sample-2.txt
            Example: revgate diagnose --key own-pair --profile icici --field encryptedKey=… --json - < body.txt
            """)

    @OptionGroup var options: CommonOptions
    @Option(help: "The key's name.") var key: String
    @Option(help: "Only this profile; repeatable.") var profile: [String] = []
    @Option(name: .customLong("as"), help: "Whether the samples are requests or replies.")
    var role = BodyOptions.Role.request
    @Option(
        help: ArgumentHelp("The public key of who signed, where profiles have signatures.", valueName: "key"))
    var verifyKey: String?
    @Option(help: ArgumentHelp("A header field of the samples; repeatable.", valueName: "name=value"))
    var field: [FieldArgument] = []
    @Flag(help: "Print what opened.") var show = false
    @Argument(help: "Files of one body each; - for standard input.") var files: [String]

    func run() throws {
        let configuration = try self.options.configuration()
        let directory = KeyDirectory(path: configuration.keyDirectory)
        let key = try orFail(.configuration) { () throws(KeyDirectoryFailure) in try directory.load(self.key) }
        let candidates = KeyCandidate.all(of: key)
        guard !candidates.isEmpty else {
            throw CommandFailure(.configuration, "key \"\(self.key)\" has no version that is not destroyed")
        }
        let bench = ProfileDiagnosis.Bench(
            candidates: candidates, others: NamedCipherKeys(main: self.key, verification: self.verifyKey),
            directory: directory, samples: try self.samples(), fields: EnvelopeFields(self.field),
            role: self.role.message)
        let named = try self.profile.map { name throws(CommandFailure) in try findProfile(name, in: configuration) }
        // Stable: of equals, the order of the profiles stays.
        let diagnoses = (named.isEmpty ? configuration.profiles : named).map { ProfileDiagnosis($0, on: bench) }
            .sorted { $1.rank.lexicographicallyPrecedes($0.rank) }
        self.report(diagnoses, samples: bench.samples.count)
        guard diagnoses.contains(where: \.fits) else { throw ExitCode(ExitStatus.negative.rawValue) }
    }

    private func samples() throws(CommandFailure) -> [Sample] {
        var samples: [Sample] = []
        for file in self.files {
            let body = try readInput(file, limit: bodyLimit)
            guard body.count > 0 else { throw CommandFailure(.inputOutput, "\(file): the sample is empty") }
            samples.append(Sample(name: file, body: body))
        }
        return samples
    }

    private func report(_ diagnoses: [ProfileDiagnosis], samples: Int) {
        let advice = self.advice(diagnoses)
        if self.options.json {
            return Terminal.print(
                json: DiagnosisReport(
                    diagnoses, key: self.key, samples: samples, advice: advice, showsPlaintext: self.show))
        }
        // Profiles for other kinds of keys are beside the point, unless asked for by name.
        let shown = self.profile.isEmpty ? diagnoses.filter { $0.best != nil } : diagnoses
        var table = Table("PROFILE", "FITS", "STEP", "VERSION", "WHY")
        for diagnosis in shown {
            table.add(
                diagnosis.profile.name, Self.fit(diagnosis, of: samples), diagnosis.step ?? "-",
                diagnosis.best.map { String($0.version.number) } ?? "-",
                diagnosis.words ?? Self.contents(of: diagnosis))
        }
        Terminal.print(table.text)
        if shown.count < diagnoses.count {
            Terminal.print("\(diagnoses.count - shown.count) profiles cannot take this key (--profile NAME says why)")
        }
        if let advice { Terminal.print(advice) }
        if self.show, let best = diagnoses.first, best.opened > 0 { self.showPlaintext(of: best) }
    }

    private static func fit(_ diagnosis: ProfileDiagnosis, of samples: Int) -> String {
        diagnosis.fits ? "yes" : diagnosis.opened > 0 ? "\(diagnosis.opened) of \(samples)" : "no"
    }

    /// What opened, in a word for each kind.
    private static func contents(of diagnosis: ProfileDiagnosis) -> String {
        var kinds: [String] = []
        for case .opened(let kind, _) in (diagnosis.best?.results ?? []).map(\.outcome)
        where !kinds.contains(kind.rawValue) {
            kinds.append(kind.rawValue)
        }
        return "opens to \(kinds.joined(separator: ", "))"
    }

    /// What to do about the key, if the best profile fits it otherwise than as it is.
    private func advice(_ diagnoses: [ProfileDiagnosis]) -> String? {
        guard let best = diagnoses.first?.best, best.opened > 0 else { return nil }
        if let advice = best.reading.advice(key: self.key) { return advice }
        guard !best.version.state.opens else { return nil }
        return "version \(best.version.number) of key \"\(self.key)\" is \(best.version.state.rawValue): "
            + "the gateway does not open with it"
    }

    private func showPlaintext(of diagnosis: ProfileDiagnosis) {
        for result in diagnosis.best?.results ?? [] {
            guard case .opened(let kind, let plaintext) = result.outcome else { continue }
            Terminal.print("")
            Terminal.print("\(result.sample) (\(kind.rawValue), \(diagnosis.profile.name)):")
            guard kind.isText else {
                Terminal.print("\(plaintext.count) bytes that are no text; revgate open writes them")
                continue
            }
            Terminal.write(plaintext.bytes, to: STDOUT_FILENO)
            Terminal.print("")
        }
    }
}
