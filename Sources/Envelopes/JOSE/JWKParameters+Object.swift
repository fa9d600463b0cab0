import Primitives

extension JWKParameters {
    private static let members = [
        "RSA": ["n", "e", "d", "p", "q", "dp", "dq", "qi"],
        "EC": ["x", "y", "d"],
        "OKP": ["x", "d"],
    ]

    /// Names of what only the holder of a private key has (RFC 7518 § 6).
    static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"]

    /// The parameters of an asymmetric JWK; nil where `kty` is none of RSA, EC and OKP.
    init?(_ object: JOSEObject) throws(JOSEFault) {
        guard let type = try object.text("kty"), let members = Self.members[type] else { return nil }
        var values: [String: SecretBytes] = [:]
        for member in members { values[member] = try object.octets(member) }
        self.init(kty: type, crv: try object.text("crv"), values: values)
    }
}
