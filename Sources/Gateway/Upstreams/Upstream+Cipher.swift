package import Envelopes

extension Upstream {
    /// How bodies are sealed that travel there, and the names of the keys.
    package struct Cipher: Sendable {
        package let profile: CipherProfile
        /// Seals requests and, unless the profile says otherwise, opens replies.
        package let key: String
        /// The gateway's private key that replies are sealed for; set where the profile's replies have a key of their own.
        package let responseKey: String?
        /// The public key of who signs replies; set where the profile has a signature.
        package let verifyKey: String?
        /// The gateway's private key that requests are signed with; set where the profile has a signature.
        package let signingKey: String?

        package init(
            profile: CipherProfile, key: String, responseKey: String? = nil, verifyKey: String? = nil,
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
