/// One thing wrong with a configuration: the place, what it is, and the way out.
package struct ConfigurationFault: Error, Equatable, Sendable {
    /// 1-based; 0 when the whole file is meant.
    package let line: Int
    package let message: String

    package init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    /// `revgate.yaml:14: unknown profile …`
    package func description(in file: String) -> String {
        self.line > 0 ? "\(file):\(self.line): \(self.message)" : "\(file): \(self.message)"
    }
}
