import Primitives
import Testing

@testable import Envelopes

@Suite struct BodyFormatTests {
    typealias Fields = KeyValuePairs<String, ProfileValue>

    static let text = Array(#"{"tokenReferenceId":"abc","reason":"a \"b\" ü"}"#.utf8)

    /// Formats whose every change is noticed.
    static let authenticated: [Fields] = [
        ["algorithm": "aes-128-gcm", "iv-length": "16", "encoding": "base64url"],
        ["algorithm": "aes-192-gcm", "encoding": "hex-upper", "text-prefix": "@"],
        ["algorithm": "aes-256-gcm", "iv": "text-prefix", "iv-length": "16"],
        [
            "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "iv", "tag": "field", "tag-field": "/parts/tag",
            "tag-field-encoding": "hex", "wrapper": "json:/parts/data",
        ],
        [
            "algorithm": "aes-256-gcm", "iv": "field", "iv-field": "header:X-IV", "iv-field-encoding": "text",
            "wrapper": "form:data",
        ],
        ["algorithm": "aes-256-gcm", "aad": "text:partner", "magic": "text:RG1", "key-encoding": "hex"],
        ["algorithm": "aes-256-gcm", "aad": "key:second"],
        ["algorithm": "aes-256-gcm", "key-derivation": "sha256", "salt": "prefix", "salt-length": "32"],
        [
            "algorithm": "aes-128-gcm", "key-derivation": "sha256-16", "salt": "field", "salt-field": "salt",
            "salt-length": "16", "iv": "fixed", "iv-value": "hex:000102030405060708090a0b", "wrapper": "json:d",
        ],
        [
            "algorithm": "aes-256-gcm", "key-derivation": "pbkdf2-sha256", "iterations": "1000", "salt": "prefix",
            "salt-length": "16",
        ],
        ["algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:second", "mac-at": "suffix"],
        ["algorithm": "aes-256-cbc", "mac": "hmac-sha512", "mac-key": "key:second", "mac-at": "dot"],
        [
            "algorithm": "aes-256-cbc", "mac": "hmac-sha256", "mac-key": "key:second", "mac-at": "header:X-Code",
            "mac-encoding": "hex", "outer-encoding": "base64", "wrapper": "json:data",
        ],
    ]

    /// The others.
    static let bare: [Fields] = [
        ["algorithm": "aes-128-cbc", "iv": "key"],
        ["algorithm": "aes-256-cbc", "iv": "fixed", "iv-value": "key:second", "padding": "zero"],
        ["algorithm": "aes-256-cbc", "key-derivation": "sha256", "iv": "md5-hex-tail", "iv-value": "key:second"],
        ["algorithm": "aes-192-ecb", "encoding": "hex", "wrapper": "form:Crypt", "text-prefix": "@"],
        ["algorithm": "3des-ecb", "insecure": "true", "wrapper": "json:client"],
        ["algorithm": "aes-128-cbc", "key-derivation": "md5", "plaintext-encoding": "base64"],
        ["algorithm": "aes-256-cbc", "key-derivation": "md5-hex"],
        ["algorithm": "aes-256-cbc", "key-derivation": "sha512-32", "key-encoding": "base64"],
        [
            "algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha1", "iterations": "1000", "salt": "text:salt",
            "iv": "prefix", "iv-value": "key:second",
        ],
        ["algorithm": "aes-256-cbc", "key-derivation": "pbkdf2-sha512", "iterations": "1000", "salt": "key:second"],
        [
            "algorithm": "aes-256-cbc", "key-derivation": "evp-bytestokey-md5", "magic": "text:Salted__",
            "salt": "prefix", "salt-length": "8", "iv": "derived",
        ],
        ["algorithm": "aes-256-cbc", "wrapper": "json-values"],
    ]

    static func bench(_ fields: Fields) throws -> BodyBench {
        let profile = try CipherProfile.reading(fields)
        var bench = BodyBench(profile, keys: CipherKeys(main: .of(try profile.freshOctets())))
        bench.keys.named["second"] = .of([Array("0123456789abcdef".utf8)], name: "second")
        return bench
    }

    @Test(arguments: 0..<(authenticated.count + bare.count))
    func whatIsSealedOpens(_ index: Int) throws {
        let cipher = try Self.bench((Self.authenticated + Self.bare)[index]).cipher()
        for role in [MessageRole.request, .reply] {
            let sealed = try cipher.sealing(Self.text, as: role)
            #expect(try cipher.opening(sealed.body, sealed.fields, as: role).text == Self.text)
            #expect(!sealed.text.contains("tokenReferenceId") || cipher.profile.wrapper == .jsonValues)
        }
    }

    /// The costly way, and the way that is told of, are the same format as the fast one.
    @Test(arguments: 0..<(authenticated.count + bare.count))
    func everyWayIsTheSameFormat(_ index: Int) throws {
        let bench = try Self.bench((Self.authenticated + Self.bare)[index])
        let cipher = try bench.cipher()
        let codec = try BodyCodec(profile: bench.profile, keys: bench.keys, seals: { _, _ in SealCount(startingAt: 0) })
        let costly = CostlyCipher(codec)
        let sealed = try costly.seal(SecretBytes(Self.text), as: .request, with: try #require(cipher.activeVersion))
        #expect(try cipher.opening(sealed.body, sealed.fields).text == Self.text)
        let trace = OpenTrace()
        #expect(try cipher.opening(sealed.body, sealed.fields, trace: trace).text == Self.text)
        #expect(trace.lines.count > 2)
        let again = try cipher.sealing(Self.text)
        let opened = try costly.open(again.body, again.fields, as: .request, answering: nil) { _ in true }
        #expect(opened.plaintext.array == Self.text)
    }

    @Test(arguments: 0..<authenticated.count)
    func everyChangedByteIsNoticed(_ index: Int) throws {
        let cipher = try Self.bench(Self.authenticated[index]).cipher()
        let sealed = try cipher.sealing(Self.text)
        for place in sealed.body.indices {
            var body = sealed.body
            body[place] ^= 1
            // What is not text of the message any more may decode to the same: letter case, padding, names.
            guard let opened = try? cipher.opening(body, sealed.fields) else { continue }
            #expect(opened.text == Self.text)
            #expect(try Self.isLenient(cipher.profile, sealed.body, place), "byte \(place) of \(sealed.text)")
        }
        for field in sealed.fields.fields {
            for place in field.value.indices {
                var value = field.value
                value[place] = value[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
                var fields = EnvelopeFields()
                fields.add(field.name, value)
                #expect(throws: BodyOpenFailure.self) { try cipher.opening(sealed.body, fields) }
            }
        }
    }

    /// Whether the byte is none of a sealed part: hexadecimal letters and the envelope's own bytes.
    private static func isLenient(_ profile: CipherProfile, _ body: [UInt8], _ place: Int) throws -> Bool {
        guard case .symmetric(let format) = profile.format else { return false }
        let isHexadecimal = format.encoding == .hex || format.encoding == .hexUpper
        return isHexadecimal && UnicodeScalar(body[place]).properties.isAlphabetic
    }

    @Test(arguments: 0..<(authenticated.count + bare.count))
    func everyShorterBodyIsRefused(_ index: Int) throws {
        let cipher = try Self.bench((Self.authenticated + Self.bare)[index]).cipher()
        let sealed = try cipher.sealing(Self.text)
        for length in 0..<sealed.body.count {
            guard let opened = try? cipher.opening(Array(sealed.body[..<length]), sealed.fields) else { continue }
            // Padding of base64 may be left out; a cipher that notices nothing may open to something else.
            let rest = String(decoding: sealed.body[length...], as: UTF8.self)
            let isPadding = rest.replacing("%3D", with: "=").allSatisfy { $0 == "=" }
            #expect(isPadding && opened.text == Self.text || !cipher.profile.isAuthenticated)
        }
    }

    @Test(arguments: 0..<(authenticated.count + bare.count))
    func anotherKeyOpensNothing(_ index: Int) throws {
        let fields = (Self.authenticated + Self.bare)[index]
        let sealed = try Self.bench(fields).cipher().sealing(Self.text)
        let other = try Self.bench(fields).cipher()
        #expect(throws: BodyOpenFailure.self) {
            try other.opening(sealed.body, sealed.fields) { $0.copied == Self.text }
        }
    }
}
