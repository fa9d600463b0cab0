import Gateway

extension Configuration {
    /// A route of introspection revokes nothing, so what says how is a fault there.
    func checkIntrospection(_ reader: MappingReader, _ revoker: RouteRevoker) {
        if case .upstream(let name) = revoker, self.upstreams.contains(where: { $0.name == name }) {
            reader.fault(
                "revoker",
                "upstream \"\(name)\" revokes and is not asked whether a token lives; write revoker: embedded")
        }
        if reader.node("reply") != nil {
            reader.fault("reply", "only replies of token-service come in two shapes; leave it out")
        }
        if reader.node("unknown-token") != nil {
            reader.fault("unknown-token", "an unknown token is {\"active\":false} (RFC 7662 § 2.2); leave it out")
        }
    }
}
