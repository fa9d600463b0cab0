import Primitives

/// The keys of one place under one JWE format, for any thread.
struct JWECipher: Sendable {
    let format: JWEFormat
    let keys: CipherKeys
    let replyKey: ReplyKey

    init(format: JWEFormat, keys: CipherKeys, replyKey: ReplyKey) throws(BodyCipherFailure) {
        self.format = format
        self.keys = keys
        self.replyKey = replyKey
    }

    var activeVersion: BodyVersion? { nil }

    func open(
        _ body: Span<UInt8>, as role: MessageRole, answering request: BodyVersion?, into plaintext: SecretBuffer,
        trace: OpenTrace?
    ) throws(BodyOpenFailure) -> BodyVersion {
        throw .noUsableVersion
    }

    func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, random: RandomPool?,
        into body: inout [UInt8], trace: OpenTrace?
    ) throws(BodySealFailure) -> BodyVersion {
        throw .noKey
    }
}
