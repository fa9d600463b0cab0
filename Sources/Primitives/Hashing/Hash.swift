/// The hash of `first`, and of `second` right behind it.
package func hash(_ algorithm: HashAlgorithm, _ first: Span<UInt8>, _ second: Span<UInt8>? = nil) -> SecretBytes {
    let context = HashContext(algorithm)
    context.start()
    context.update(first)
    if let second { context.update(second) }
    return SecretBytes(count: algorithm.length) { context.finish(to: $0) }
}
