import Dialects
import Envelopes

extension Upstream {
    /// Whether connections to this upstream serve `other` as well: nothing but the keys of its bodies may differ.
    package func hasSameConnections(as other: Upstream) -> Bool {
        self.name == other.name && self.endpoints == other.endpoints && self.dialect?.name == other.dialect?.name
            && self.cipher?.profile == other.cipher?.profile && self.credential == other.credential
            && self.timeout == other.timeout && self.replyLimit == other.replyLimit
            && self.resolveInterval == other.resolveInterval && self.pool == other.pool && self.health == other.health
            && self.tls == other.tls
    }
}
