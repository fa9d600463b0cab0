import Foundation
import Primitives

/// Results go to standard output, everything else to standard error.
enum Terminal {
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func print(_ line: String) {
        self.write(Array("\(line)\n".utf8).span, to: STDOUT_FILENO)
    }

    static func error(_ line: String) {
        self.write(Array("\(line)\n".utf8).span, to: STDERR_FILENO)
    }

    /// Writes all bytes. A closed reader ends the writing without a word, as with other filters; what cannot be written
    /// otherwise ends the command, since its result is lost.
    static func write(_ bytes: Span<UInt8>, to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = bytes.extracting(written...).withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            let code = errno
            guard count >= 0 || code == EINTR else {
                if code == EPIPE || descriptor == STDERR_FILENO { return }
                self.error("revgate: output failed: \(String(cString: strerror(code)))")
                exit(ExitStatus.inputOutput.rawValue)
            }
            written += max(count, 0)
        }
    }

    /// Prints a value as one line of JSON with sorted keys.
    static func print<Value: Encodable>(json value: Value) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("results of commands are plain values: they always encode")
        }
        self.print(String(decoding: data, as: UTF8.self))
    }
}
