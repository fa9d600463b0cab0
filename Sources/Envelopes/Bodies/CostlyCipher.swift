package import Primitives

/// The cipher of a profile that is too slow for an event loop (``CipherProfile/isCostly``), for any thread.
package final class CostlyCipher: Sendable {
    package struct Opened: Sendable {
        package let plaintext: SecretBytes
        package let version: BodyVersion
    }

    package struct Sealed: Sendable {
        package let body: [UInt8]
        package let fields: EnvelopeFields
        package let version: BodyVersion
    }

    init() {}

    package func open(
        _ body: [UInt8], _ fields: EnvelopeFields, as role: MessageRole, answering request: BodyVersion?,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> Opened {
        throw .noUsableVersion
    }

    package func seal(
        _ plaintext: SecretBytes, as role: MessageRole, with version: BodyVersion
    ) throws(BodySealFailure) -> Sealed {
        throw .noKey
    }
}
