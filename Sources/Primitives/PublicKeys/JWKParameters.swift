/// The members of a JSON Web Key that make up the key itself, decoded (RFC 7518 § 6, RFC 8037 § 2).
package struct JWKParameters: Sendable, Equatable {
    /// `RSA`, `EC` or `OKP`.
    package var kty: String
    /// The curve of `EC` and `OKP`.
    package var crv: String?
    /// Octets by member name: n, e, d, p, q, dp, dq, qi; or x, y, d. Big-endian numbers without leading zeros for RSA;
    /// of fixed length for the curves. A member `oth` of any value is refused.
    package var values: [String: SecretBytes]

    package init(kty: String, crv: String? = nil, values: [String: SecretBytes]) {
        self.kty = kty
        self.crv = crv
        self.values = values
    }
}
