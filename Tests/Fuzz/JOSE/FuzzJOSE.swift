import JSONText
import Primitives

@testable import Envelopes

/// Whatever the bytes are, opening them as an encrypted or a signed message ends in plaintext or in a failure that leaves
/// nothing behind, and a key that is read from them is read again from what is written of it.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzJOSE(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for cipher in fuzzedCiphers { open(bytes, with: cipher) }
    verify(bytes)
    readKeys(bytes)
    return 0
}

/// The keys of the cookbook of RFC 7520 and 8037, with which the messages of the corpus open.
private let cookbook: [String] = [
    #"{"kty":"oct","kid":"77c7e2b8-6e13-45cf-8672-617b5b45243a","use":"enc","alg":"A128GCM","k":"XctOhJAkA-pD9Lh7ZgW_2A"}"#,
    #"{"kty":"oct","kid":"81b20965-8332-43d9-a468-82160ad91ac8","use":"enc","alg":"A128KW","k":"GZy6sIZ6wl9NJOKB-jnmVQ"}"#,
    #"{"kty":"EC","kid":"peregrin.took@tuckborough.example","use":"enc","crv":"P-384","x":"YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2","y":"A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP","d":"iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j"}"#,
    #"{"kty":"OKP","use":"sig","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
]

private func key(_ jwk: String) -> NamedKey {
    let text = Array(jwk.utf8)
    guard let key = try? JWK.read(SecretBytes(copying: text.span)).keys[0] else {
        preconditionFailure("a key of the cookbook is refused")
    }
    return NamedKey(name: "key").adding(key.material, binding: key.binding, at: 0)
}

private let fuzzedCiphers: [JWECipher] = {
    var format = JWEFormat(
        keyManagement: JWEKeyManagement.allCases, contentEncryption: JWEContentEncryption.allCases)
    format.maximumIterations = 1000
    var compressed = format
    compressed.compressedLimit = 4096
    compressed.memberNames = [EnvelopeConstant(name: "header", value: "x")]
    compressed.ivLength = 16
    let password = NamedKey(name: "password").adding(.octets(SecretBytes(copying: [1, 2, 3].span)), at: 0)
    let keys = cookbook.prefix(3).map(key) + [password]
    return keys.flatMap { key in
        [format, compressed].map { format in
            guard
                let cipher = try? JWECipher(
                    format: format, keys: CipherKeys(main: key), replyKey: .session,
                    seals: { _, _ in SealCount(startingAt: 0) })
            else {
                preconditionFailure("a key of the cookbook fits nothing")
            }
            return cipher
        }
    }
}()

private func open(_ bytes: [UInt8], with cipher: JWECipher) {
    let output = SecretBuffer(capacity: 64)
    output.append("before")
    do throws(BodyOpenFailure) {
        let trace = OpenTrace()
        let version = try cipher.open(bytes.span, as: .request, answering: nil, into: output, trace: trace)
        precondition(output.count >= 6 && version.number == 1 && version.session != nil, "opened, and no version")
        var body: [UInt8] = []
        let reply = try? cipher.seal(output.bytes, as: .reply, with: version, random: nil, into: &body, trace: nil)
        precondition(reply != nil, "a reply under the content key is refused")
        let again = SecretBuffer(capacity: 64)
        _ = try cipher.open(body.span, as: .reply, answering: version, into: again, trace: nil)
        precondition(constantTimeEquals(again.bytes, output.bytes), "the reply opens to something else")
    } catch {
        precondition(output.count == 6, "a message that does not open leaves \(output.count - 6) bytes (\(error))")
    }
}

private let fuzzedSignatures: SignatureCipher = {
    var keys = CipherKeys(main: NamedKey(name: "none"))
    keys.verification = key(cookbook[3])
    return SignatureCipher(rule: SignatureRule(algorithms: JWSAlgorithm.allCases), keys: keys)
}()

private func verify(_ bytes: [UInt8]) {
    let payload = SecretBuffer(capacity: 64)
    guard (try? fuzzedSignatures.unwrap(bytes.span, into: payload, trace: OpenTrace())) == nil else { return }
    precondition(payload.isEmpty, "a signature that is wrong gives a payload")
}

private func readKeys(_ bytes: [UInt8]) {
    guard let document = try? JWK.read(SecretBytes(copying: bytes.span)) else { return }
    let written = JWK.writeSet(document.keys, publicOnly: false)
    guard let again = try? JWK.read(written) else { preconditionFailure("a set that was written is refused") }
    precondition(again.keys.count == document.keys.count, "keys are lost on the way")
    precondition(JWK.writeSet(again.keys, publicOnly: false) == written, "written again it is another set")
}
