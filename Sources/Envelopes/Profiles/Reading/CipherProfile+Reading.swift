extension CipherProfile {
    /// Reads a profile from the fields of the configuration or of the built-in table, `like` already carried out.
    package init(
        name: String, source: Source = .configuration, fields: [ProfileField]
    ) throws(ProfileFailures) {
        let reader = ProfileReader(fields)
        for field in fields where !ProfileFieldNames.all.contains(field.name) {
            reader.refuse(
                field.name, as: field.name, "is not a field of profiles", known: ProfileFieldNames.all)
        }
        let format = reader.format(of: fields)
        var profile = CipherProfile(
            name: name, format: format ?? .symmetric(SymmetricFormat(algorithm: .aes256GCM)))
        profile.source = source
        if format != nil { reader.readMessage(&profile) }
        guard reader.failures.isEmpty else { throw ProfileFailures(list: reader.failures) }
        self = profile
    }
}

extension ProfileReader {
    private static let algorithms = CipherAlgorithm.allCases.map(\.rawValue) + ["jwe", "rsa"]

    /// What `algorithm` names, and the fields that only it has; nil where it names nothing.
    fileprivate func format(of fields: [ProfileField]) -> CipherProfile.Format? {
        let isInsecure = self.insecure()
        guard let name = self.text("algorithm") else {
            if !self.has("algorithm") {
                self.fail(nil, "names no algorithm; add one, like algorithm: aes-256-gcm")
            }
            return nil
        }
        let known: [String]
        let format: CipherProfile.Format?
        switch name {
        case "jwe":
            known = ProfileFieldNames.jwe
            format = self.jweFormat().map { .jwe($0) }
        case "rsa":
            known = ProfileFieldNames.rsa
            format = self.rsaPadding().map { .rsa($0) }
        default:
            guard let algorithm = CipherAlgorithm(rawValue: name) else {
                self.refuse(
                    name, as: "algorithm", "\"\(name)\" is not an algorithm of profiles", known: Self.algorithms)
                return nil
            }
            if algorithm == .tripleDESECB, !isInsecure {
                self.fail(
                    "algorithm", "3des-ecb hides little; where a partner has nothing else, add: insecure: true")
            }
            known = ProfileFieldNames.symmetric
            format = .symmetric(self.symmetricFormat(algorithm, isInsecure: isInsecure))
        }
        for field in fields where ProfileFieldNames.all.contains(field.name) && self.has(field.name) {
            guard !known.contains(field.name), !ProfileFieldNames.common.contains(field.name), field.name != "like"
            else { continue }
            self.fail(field.name, "is not a field of \(name) profiles; leave it out")
        }
        return format
    }

    private func insecure() -> Bool {
        guard let text = self.text("insecure") else { return false }
        if text != "true" && text != "false" { self.fail("insecure", "\"\(text)\" is neither true nor false") }
        return text == "true"
    }

    private func rsaPadding() -> KeyWrapPadding? {
        if !self.has("padding") {
            self.fail("algorithm", "rsa needs a padding; add one, like padding: rsa-oaep-sha256")
        }
        return self.choice("padding", KeyWrapPadding.self)
    }
}
