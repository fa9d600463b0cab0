/// What is wrong with a profile as written, by field, in words for an operator.
package struct ProfileFailure: Error, Equatable {
    /// nil when a field is missing rather than wrong.
    package let field: String?
    package let message: String
}

extension CipherProfile {
    /// The fields of contract.md that this build carries out, and those it knows and refuses by name.
    package static let fields = [
        "algorithm", "padding", "key-encoding", "key-derivation", "iv", "iv-length", "tag", "encoding", "wrapper",
    ]
    private static let laterFields = ["iv-value", "aad", "reply-wrapper", "key-management", "content-encryption"]

    /// Reads a profile from the fields of the configuration, each as its text.
    package init(name: String, fields: [(name: String, value: String)]) throws(ProfileFailure) {
        var values: [String: String] = [:]
        for (field, value) in fields {
            if Self.laterFields.contains(field) {
                throw ProfileFailure(field: field, message: "\(field) is not carried out by this build")
            }
            guard Self.fields.contains(field) else {
                throw ProfileFailure(
                    field: field,
                    message: "unknown profile field \"\(field)\"; known: \(Self.fields.joined(separator: ", "))")
            }
            values[field] = value
        }
        guard values["algorithm"] != nil else {
            throw ProfileFailure(field: nil, message: "profile \"\(name)\" names no algorithm")
        }
        let algorithm = try Self.choice(CipherAlgorithm.self, "algorithm", values, CipherAlgorithm.aes256GCM)
        try Self.only("pkcs7", "padding", values)
        try Self.only("prefix", "iv", values)
        try Self.only("suffix", "tag", values)
        try Self.only("none", "wrapper", values)
        var format = SymmetricFormat(algorithm: algorithm)
        format.ivLength = try Self.ivLength(of: algorithm, values)
        format.encoding = try Self.choice(BodyEncoding.self, "encoding", values, .base64)
        format.keyEncoding = try Self.choice(KeyEncoding.self, "key-encoding", values, .raw)
        format.keyDerivation = try Self.choice(KeyDerivation.self, "key-derivation", values, KeyDerivation.none)
        self.init(name: name, format: .symmetric(format))
        self.source = .configuration
    }

    private static func ivLength(
        of algorithm: CipherAlgorithm, _ values: [String: String]
    ) throws(ProfileFailure) -> Int {
        guard let text = values["iv-length"] else { return algorithm.ivLengths[0] }
        guard let length = Int(text), algorithm.ivLengths.contains(length) else {
            let allowed = algorithm.ivLengths.map(String.init).joined(separator: " or ")
            throw ProfileFailure(
                field: "iv-length", message: "iv-length of \(algorithm.rawValue) is \(allowed), not \"\(text)\"")
        }
        return length
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type, _ field: String, _ values: [String: String], _ fallback: Choice
    ) throws(ProfileFailure) -> Choice where Choice.RawValue == String {
        guard let text = values[field] else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProfileFailure(
                field: field, message: "\(field) \"\(text)\" is not carried out by this build; it has: \(known)")
        }
        return choice
    }

    private static func only(_ value: String, _ field: String, _ values: [String: String]) throws(ProfileFailure) {
        guard let text = values[field], text != value else { return }
        throw ProfileFailure(
            field: field, message: "\(field) \"\(text)\" is not carried out by this build; it has: \(value)")
    }
}
