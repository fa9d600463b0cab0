import ArgumentParser
import Configuration
import Primitives

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate the configuration, keys, consumers and store; nothing is changed.",
        discussion: """
            Names file, line and the way out of each fault; exits 1 when there is one.

            Example: revgate check && systemctl reload revgate
            """)

    private struct Report: Encodable {
        struct Entry: Encodable {
            let file: String?
            let line: Int?
            let message: String
        }

        let faults: [Entry]
        let warnings: [Entry]
    }

    @OptionGroup var options: CommonOptions

    func run() throws {
        let inspection = try self.inspect()
        if self.options.json {
            Terminal.print(
                json: Report(
                    faults: inspection.faults.map(self.entry), warnings: inspection.warnings.map(self.entry)))
        } else {
            for fault in inspection.faults { Terminal.print(fault.description(in: self.options.config)) }
            for warning in inspection.warnings {
                Terminal.print("\(warning.description(in: self.options.config)) (warning)")
            }
            if inspection.faults.isEmpty { Terminal.print("\(self.options.config): ok") }
        }
        if !inspection.faults.isEmpty { throw ExitCode(ExitStatus.negative.rawValue) }
    }

    private func inspect() throws(CommandFailure) -> Inspection {
        let result: ConfigurationResult
        do throws(FileFailure) {
            result = try ConfigurationReader.read(self.options.config)
        } catch .missing {
            throw CommandFailure(
                .configuration, "\(self.options.config): no configuration here; make one with: revgate init")
        } catch {
            return Inspection(faults: [ConfigurationFault(line: 0, message: error.description)])
        }
        switch result {
        case .faulty(let faults): return Inspection(faults: faults)
        case .valid(let configuration): return SnapshotBuilder(configuration, for: .checking).inspect()
        }
    }

    private func entry(_ fault: ConfigurationFault) -> Report.Entry {
        Report.Entry(
            file: fault.line == nil ? nil : self.options.config, line: fault.line == 0 ? nil : fault.line,
            message: fault.message)
    }
}
