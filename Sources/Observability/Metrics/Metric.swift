/// One family of series on the metrics page: name with its unit, meaning, type and labels.
package struct Metric: Sendable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
        /// A sum and a count, without quantiles.
        case summary
    }

    package let name: String
    package let help: String
    package let kind: Kind
    /// Names of the labels, in the order in which values are given.
    package let labels: [String]

    package init(_ name: String, _ kind: Kind, _ labels: [String], _ help: String) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
    }

    /// Without labels.
    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.init(name, kind, [], help)
    }
}
