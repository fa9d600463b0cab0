package import Envelopes

extension Route {
    package enum BodyKey: Equatable, Sendable {
        case named(String)
        /// Each consumer's own.
        case consumer
    }

    /// A profile that bodies of the route may have, and the keys that it needs there.
    package struct Cipher: Sendable {
        package let profile: CipherProfile
        /// Opens requests and, unless the profile says otherwise, seals replies.
        package let key: BodyKey
        /// The public key that replies are sealed under; set where the profile's replies have a key of their own.
        package let responseKey: BodyKey?
        /// The public key of who signs requests; set where the profile has a signature.
        package let verifyKey: BodyKey?
        /// The name of the private key that replies are signed with; set where the profile has a signature.
        package let signingKey: String?

        package init(
            profile: CipherProfile, key: BodyKey, responseKey: BodyKey? = nil, verifyKey: BodyKey? = nil,
            signingKey: String? = nil
        ) {
            self.profile = profile
            self.key = key
            self.responseKey = responseKey
            self.verifyKey = verifyKey
            self.signingKey = signingKey
        }
    }
}

extension Route {
    /// Rounds of hashing a password that one body may ask for.
    package var passwordRounds: Int { self.ciphers.map(\.profile.passwordRounds).max() ?? 0 }
}
