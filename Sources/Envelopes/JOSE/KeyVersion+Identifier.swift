extension KeyVersion {
    /// Its `kid`: the one it was given, or else the thumbprint of an asymmetric key (RFC 7638).
    package var identifier: String? { self.binding.identifier }
}
