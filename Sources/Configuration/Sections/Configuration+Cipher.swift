import Envelopes
import Gateway

extension Configuration {
    /// `cipher: {profile: NAME, key: NAME}` of a route or an upstream.
    func cipher(_ reader: MappingReader) -> Route.Cipher? {
        guard let fields = reader.mapping("cipher") else { return nil }
        fields.allow(["profile", "key"])
        guard let profileName = fields.required("profile"), let key = fields.required("key") else { return nil }
        guard let profile = self.profile(named: profileName) else {
            fields.fault(
                "profile",
                "unknown profile \"\(profileName)\"\(Suggestion.text(for: profileName, among: self.profiles.map(\.name)))"
            )
            return nil
        }
        guard key == "consumer" || KeyName.isValid(key) else {
            fields.fault("key", "\"\(key)\" is not a key name: use 1 to 64 of a-z, 0-9 and -")
            return nil
        }
        return Route.Cipher(profile: profile, key: key == "consumer" ? .consumer : .named(key))
    }
}
