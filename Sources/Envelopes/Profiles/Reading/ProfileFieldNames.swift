/// The fields of profiles, by what they belong to.
package enum ProfileFieldNames {
    /// Of every profile.
    static let common = [
        "algorithm", "insecure", "wrapper", "reply-wrapper", "plaintext-encoding", "outer-encoding", "reply-key",
        "signature", "signature-serialization", "signature-members", "constants", "reply-constants",
    ]
    static let symmetric = [
        "padding", "key-encoding", "key-derivation", "iterations", "salt", "salt-length", "salt-field",
        "salt-field-encoding", "reply-salt", "iv", "iv-length", "iv-value", "iv-field", "iv-field-encoding", "tag",
        "tag-field", "tag-field-encoding", "aad", "aad-field", "aad-field-encoding", "encoding", "text-prefix", "magic",
        "mac", "mac-key", "mac-at", "mac-encoding", "key-wrap", "wrapped-key", "reply-wrapped-key",
        "wrapped-key-encoding", "session-key", "session-content",
    ]
    static let jwe = [
        "key-management", "content-encryption", "serialization", "members", "header", "issued-at", "zip", "iv-length",
        "max-p2c", "key-encoding", "key-derivation",
    ]
    static let rsa = ["padding"]

    /// All of them, in the order in which they are told.
    package static let all: [String] = {
        var all: [String] = []
        for name in ["like"] + Self.common + Self.symmetric + Self.jwe where !all.contains(name) { all.append(name) }
        return all
    }()
}
