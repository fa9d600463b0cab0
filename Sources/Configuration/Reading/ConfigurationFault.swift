/// One thing wrong with a configuration: the place, what it is, and the way out.
package struct ConfigurationFault: Error, Equatable, Sendable {
    /// 1-based; 0 when the whole file is meant; nil when the fault is elsewhere, in what the configuration names, and
    /// the message says where.
    package let line: Int?
    package let message: String

    package init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    /// A fault in another file than the configuration.
    package init(message: String) {
        self.line = nil
        self.message = message
    }

    /// `revgate.yaml:14: unknown profile …`
    package func description(in file: String) -> String {
        guard let line = self.line else { return self.message }
        return line > 0 ? "\(file):\(line): \(self.message)" : "\(file): \(self.message)"
    }
}
