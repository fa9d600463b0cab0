extension ProfileDefinition {
    /// All built-in profiles, those to be completed as well.
    package static let builtIn: [ProfileDefinition] =
        Self.algorithms + Self.indianGateways + Self.indianBanks + Self.indianGovernment + Self.asia + Self.africa
        + Self.europe + Self.cards

    package static func builtIn(named name: String) -> ProfileDefinition? {
        self.builtIn.first { $0.name == name }
    }

    private static let algorithms = [
        ProfileDefinition(
            "aes-256-gcm", .general, "AES-256-GCM: a random IV of 12 bytes, ciphertext and tag, in base64",
            ["algorithm": "aes-256-gcm"]),
        ProfileDefinition(
            "aes-192-cbc", .general, "AES-192-CBC: a random IV of 16 bytes and ciphertext, in base64",
            ["algorithm": "aes-192-cbc"]),
        ProfileDefinition(
            "aes-256-cbc", .general, "AES-256-CBC: a random IV of 16 bytes and ciphertext, in base64",
            ["algorithm": "aes-256-cbc"]),
    ]

    /// The second secret that some APIs hand out.
    static let secretIV = Need("iv-value", "the IV that the API hands out with the key", example: "key:partner-iv")
}
