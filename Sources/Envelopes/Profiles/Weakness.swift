/// What a profile lacks; one without any is authenticated and sound.
package enum Weakness: String, Sendable, CaseIterable {
    /// A changed body is not noticed.
    case notAuthenticated = "not-authenticated"
    case fixedIV = "fixed-iv"
    case ecb
    case tripleDES = "3des"
    /// RSA with the padding of PKCS #1 v1.5 (RFC 8017 § 7.2).
    case pkcs1v15 = "pkcs1-v1.5"
    /// Only requests are sealed.
    case clearReplies = "clear-replies"
}
