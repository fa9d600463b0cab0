@testable import Configuration

/// Texts read as a file in `etc/`.
enum Reading {
    static let minimal = """
        listen: [{address: 127.0.0.1:8080}]
        routes: []
        """

    static func result(_ text: String) -> ConfigurationResult {
        ConfigurationReader.read(text: text, path: "etc/revgate.yaml")
    }

    /// What is wrong with a text, as an operator reads it; nothing when it is good.
    static func faults(_ text: String) -> [String] {
        guard case .faulty(let faults) = self.result(text) else { return [] }
        return faults.map { $0.description(in: "revgate.yaml") }
    }

    struct Refused: Error {
        let faults: [String]
    }

    static func valid(_ text: String) throws -> Configuration {
        guard case .valid(let configuration) = self.result(text) else { throw Refused(faults: self.faults(text)) }
        return configuration
    }

    /// The one upstream `legacy`, its keys below `url` given line by line from line 5 of the file on.
    static func upstream(_ keys: String) throws -> Configuration.UpstreamEntry {
        try self.valid(self.text(upstream: keys)).upstreams[0]
    }

    static func text(upstream keys: String) -> String {
        let lines = keys.split(separator: "\n").map { "\n    \($0)" }.joined()
        return self.minimal + "\nupstreams:\n  legacy:" + lines
    }
}
