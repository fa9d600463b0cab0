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

    private let codec: BodyCodec

    init(_ codec: BodyCodec) {
        self.codec = codec
    }

    package func open(
        _ body: [UInt8], _ fields: EnvelopeFields, as role: MessageRole, answering request: BodyVersion?,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> Opened {
        let plaintext = SecretBuffer(capacity: body.count)
        let version = try self.codec.open(
            body.span, fields, as: role, answering: request, contexts: nil, into: plaintext, trace: nil,
            isWellFormed: isWellFormed)
        return Opened(plaintext: SecretBytes(copying: plaintext.bytes), version: version)
    }

    package func seal(
        _ plaintext: SecretBytes, as role: MessageRole, with version: BodyVersion
    ) throws(BodySealFailure) -> Sealed {
        var body: [UInt8] = []
        var fields = EnvelopeFields()
        let sealed = try self.codec.seal(
            plaintext.bytes, as: role, with: version, contexts: nil, MessageDraws(pool: RandomPool()), into: &body,
            fields: &fields, trace: nil)
        return Sealed(body: body, fields: fields, version: sealed)
    }
}
