import Foundation
import Testing

/// What becomes of each file of vectors: a test runs it, or a reason says why none does.
enum WycheproofFile {
    /// Run by a test in this folder of `Tests`, whose source names the file.
    case run(in: String)
    case outOfScope(String)

    static let all: [String: WycheproofFile] = [
        "a128cbc_hs256_test.json": .run(in: "PrimitivesTests"),
        "a192cbc_hs384_test.json": .run(in: "PrimitivesTests"),
        "a256cbc_hs512_test.json": .run(in: "PrimitivesTests"),
        "aes_cbc_pkcs5_test.json": .run(in: "PrimitivesTests"),
        "aes_gcm_test.json": .run(in: "PrimitivesTests"),
        "aes_kwp_test.json": .outOfScope("RFC 5649: no algorithm of RFC 7518 and no profile pads wrapped keys"),
        "aes_wrap_test.json": .run(in: "PrimitivesTests"),
        "chacha20_poly1305_test.json": .outOfScope("no profile and no algorithm of RFC 7518 uses ChaCha20"),
        "ecdh_secp256r1_test.json": .run(in: "PrimitivesTests"),
        "ecdh_secp256r1_webcrypto_test.json": .run(in: "PrimitivesTests"),
        "ecdh_secp384r1_webcrypto_test.json": .run(in: "PrimitivesTests"),
        "ecdh_secp521r1_webcrypto_test.json": .run(in: "PrimitivesTests"),
        "ecdsa_secp256r1_sha256_p1363_test.json": .run(in: "PrimitivesTests"),
        "ed25519_test.json": .run(in: "PrimitivesTests"),
        "hkdf_sha256_test.json": .outOfScope("no profile and no algorithm of RFC 7518 derives keys with HKDF"),
        "hkdf_sha512_test.json": .outOfScope("no profile and no algorithm of RFC 7518 derives keys with HKDF"),
        "hmac_sha256_test.json": .run(in: "PrimitivesTests"),
        "hmac_sha384_test.json": .run(in: "PrimitivesTests"),
        "hmac_sha512_test.json": .run(in: "PrimitivesTests"),
        "json_web_key_test.json": .run(in: "EnvelopesTests"),
        "json_web_signature_test.json": .run(in: "EnvelopesTests"),
        "pbes2_hmacsha256_aes_128_test.json": .run(in: "PrimitivesTests"),
        "pbes2_hmacsha256_aes_256_test.json": .run(in: "PrimitivesTests"),
        "pbes2_hmacsha512_aes_256_test.json": .run(in: "PrimitivesTests"),
        "pbkdf2_hmacsha256_test.json": .run(in: "PrimitivesTests"),
        "pbkdf2_hmacsha512_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_2048_sha1_mgf1sha1_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_2048_sha256_mgf1sha1_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_2048_sha256_mgf1sha256_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_2048_sha384_mgf1sha384_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_2048_sha512_mgf1sha512_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_3072_sha256_mgf1sha256_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_4096_sha256_mgf1sha256_test.json": .run(in: "PrimitivesTests"),
        "rsa_oaep_misc_test.json": .run(in: "PrimitivesTests"),
        "rsa_pkcs1_2048_test.json": .run(in: "PrimitivesTests"),
        "x25519_jwk_test.json": .run(in: "PrimitivesTests"),
        "x25519_test.json": .run(in: "PrimitivesTests"),
    ]
}

@Suite(.enabled(if: Wycheproof.runs, Comment(rawValue: Wycheproof.absence)))
struct WycheproofFileTests {
    @Test func everyFileIsRunOrHasAReasonNotToBe() throws {
        let files = try Wycheproof.files()
        #expect(files == WycheproofFile.all.keys.sorted())
    }

    @Test(arguments: WycheproofFile.all.sorted { $0.key < $1.key }.map(\.key))
    func whatIsSaidToBeRunIsNamedByATest(name: String) throws {
        guard case .run(let folder) = try #require(WycheproofFile.all[name]) else { return }
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: folder)
        let sources = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
        let runners = try #require(sources).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" && $0.lastPathComponent != "WycheproofFiles.swift" }
        let stem = name.replacing("_test.json", with: "")
        let isNamed = try runners.contains { source in
            let text = try String(contentsOf: source, encoding: .utf8)
            return text.contains("\"\(stem)\"") || text.contains("\"\(name)\"")
        }
        #expect(isNamed)
    }
}
