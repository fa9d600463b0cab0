extension CipherProfile {
    package static let builtIn: [CipherProfile] = [
        CipherProfile(name: "aes-256-gcm", algorithm: .aes256GCM),
        CipherProfile(name: "aes-192-cbc", algorithm: .aes192CBC),
        CipherProfile(name: "aes-256-cbc", algorithm: .aes256CBC),
    ]

    /// A profile of an algorithm with its defaults.
    package init(name: String, algorithm: CipherAlgorithm) {
        self.init(name: name, format: .symmetric(SymmetricFormat(algorithm: algorithm)))
    }
}
