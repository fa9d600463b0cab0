/// HMAC (RFC 2104, FIPS 198-1) under one key, full length, for one event loop; the keyed state stays between messages.
package final class HMAC: Redacted {
    package init(_ hash: HashAlgorithm, key: SecretBytes) {
        preconditionFailure()
    }

    package func start() { preconditionFailure() }
    package func update(_ bytes: Span<UInt8>) { preconditionFailure() }
    package func finish() -> SecretBytes { preconditionFailure() }
}
