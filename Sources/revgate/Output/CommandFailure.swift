/// Exit statuses of contract.md (sysexits.h).
enum ExitStatus: Int32 {
    /// The answer is no.
    case negative = 1
    case usage = 64
    /// A needed service cannot be reached.
    case unreachable = 69
    /// Input, output, port or store failed.
    case inputOutput = 74
    /// Configuration is missing or wrong.
    case configuration = 78
}

/// Ends a command with a message on standard error and an exit status.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

/// Runs what may fail and turns its failure into the end of the command.
func orFail<Value: ~Copyable, Failure: Error>(
    _ status: ExitStatus, _ body: () throws(Failure) -> Value
) throws(CommandFailure) -> Value {
    do throws(Failure) {
        return try body()
    } catch {
        throw CommandFailure(status, String(describing: error))
    }
}
