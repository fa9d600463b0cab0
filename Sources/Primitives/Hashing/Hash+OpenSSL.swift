/// The hash of `first`, and of `second` right behind it.
package func hash(_ algorithm: HashAlgorithm, _ first: Span<UInt8>, _ second: Span<UInt8>? = nil) -> SecretBytes {
    preconditionFailure()
}
