import Envelopes

extension BodyOpenFailure {
    /// One word for tables and programs.
    var step: String {
        switch self {
        case .wrapper: "wrapper"
        case .encoding: "encoding"
        case .header: "header"
        case .length: "length"
        case .unwrap: "unwrap"
        case .tag: "tag"
        case .padding: "padding"
        case .compression: "compression"
        case .signature: "signature"
        case .content: "text"
        case .noUsableVersion: "key"
        }
    }

    /// The same with the last thing that the codec noted, where that says more.
    func words(_ profile: CipherProfile, found detail: String?) -> String {
        guard let detail else { return self.words(profile) }
        switch self {
        case .wrapper, .encoding, .header: return detail
        case .length: return "\(self.words(profile)) (\(detail))"
        case .unwrap, .tag, .padding, .compression, .signature, .content, .noUsableVersion: return self.words(profile)
        }
    }

    /// What failed, and what that usually means: for the operator only, callers of the gateway never learn it.
    func words(_ profile: CipherProfile) -> String {
        switch self {
        case .wrapper: "it has not the member, form field or header field that the profile names"
        case .encoding: "it is not encoded as the profile says (base64, hexadecimal, a prefix of its text)"
        case .header: "its JWE header is malformed, or names an algorithm that the profile does not allow"
        case .length: "it is shorter than its parts, or not whole blocks: cut off, or another algorithm or layout"
        case .unwrap: "the content key in it does not unwrap: it was wrapped for another key, or with another padding"
        case .tag: self.tagWords(profile)
        case .padding: "the padding is wrong: another key, another mode, or changed on the way"
        case .compression: "what was compressed does not expand, or not within the profile's bound"
        case .signature: "the signature inside is missing, wrong, or of another key (--verify-key)"
        case .content:
            "it deciphers, but not to text: another key, another IV, or text in another encoding inside"
        case .noUsableVersion:
            "no version of the key may open it: none is active or accepting, its kid names another key, or alg, use and "
                + "key_ops of the key do not allow it"
        }
    }

    private func tagWords(_ profile: CipherProfile) -> String {
        let base = "the tag is wrong: another key, IV, additional data or order of the parts, or changed on the way"
        return profile.unwrapsSilently
            ? base + "; with RSA's padding of PKCS #1 v1.5, a content key wrapped for another key shows only here"
            : base
    }
}

extension CipherProfile {
    /// Whether a failed unwrapping goes on with a random key (implicit rejection).
    fileprivate var unwrapsSilently: Bool {
        if self.sessionKey?.padding == .pkcs1 { return true }
        guard case .jwe(let format) = self.format else { return false }
        return format.keyManagement.contains(.rsa1_5)
    }
}
