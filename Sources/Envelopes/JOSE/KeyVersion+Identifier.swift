extension KeyVersion {
    /// Its `kid`: the one it was given, or else the thumbprint of an asymmetric key (RFC 7638).
    package var identifier: String? {
        self.material.map { JWK.identifier(of: $0, self.binding) } ?? self.binding.identifier
    }
}

extension JWK {
    static func identifier(of material: KeyMaterial, _ binding: KeyBinding) -> String? {
        binding.identifier ?? material.publicHalf.map { self.thumbprint($0) }
    }
}
