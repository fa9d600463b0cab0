import Dialects
import Gateway

extension Configuration {
    /// A route of introspection revokes nothing, so what says how is a fault there.
    func checkIntrospection(_ reader: MappingReader, _ revoker: RouteRevoker) {
        if case .upstream(let name) = revoker, let upstream = self.upstreams.first(where: { $0.name == name }),
            let dialect = upstream.dialect
        {
            reader.fault(
                "revoker",
                dialect.revokes
                    ? "upstream \"\(name)\" revokes and is not asked whether a token lives; write revoker: embedded"
                    : "the embedded revoker is asked first; write revoker: embedded, proxy: \(name)")
        }
        if reader.node("reply") != nil {
            reader.fault("reply", "only replies of token-service come in two shapes; leave it out")
        }
        if reader.node("unknown-token") != nil {
            reader.fault("unknown-token", "an unknown token is {\"active\":false} (RFC 7662 § 2.2); leave it out")
        }
    }

    /// The upstream that is asked about tokens not known here.
    func proxy(_ reader: MappingReader, _ dialect: Dialect) -> String? {
        guard let name = reader.text("proxy") else { return nil }
        let known = self.upstreams.filter { $0.dialect?.name == .introspection }.map(\.name)
        if !dialect.operation.isIntrospection {
            reader.fault("proxy", "only a route of introspection asks another service; write revoker: \(name)")
        } else if self.upstreams.contains(where: { $0.name == name }) {
            if !known.contains(name) {
                reader.fault(
                    "proxy",
                    "upstream \"\(name)\" is not asked whether tokens live; name one with dialect: introspection")
            }
        } else if !self.faultyUpstreams.contains(name) {
            reader.fault("proxy", "no upstream \"\(name)\"\(Suggestion.text(for: name, among: known))")
        }
        return name
    }
}
