import Dialects

extension Configuration {
    /// The codes that decide; nil where nothing can be decided: without a dialect, which is a fault if any are listed.
    func codes(_ reader: MappingReader, _ dialect: ClientDialect?) -> ClientCodes? {
        let success = self.codeList("success-codes", reader)
        let unknown = self.codeList("unknown-token-codes", reader)
        guard let dialect else {
            for key in ["success-codes", "unknown-token-codes"]
            where reader.node(key) != nil && reader.node("dialect") == nil {
                reader.fault(key, "only an upstream with a dialect has codes; add: dialect: token-service")
            }
            return nil
        }
        if unknown != nil, !dialect.revokes {
            reader.fault("unknown-token-codes", "a token that is not known there is not active; leave it out")
        }
        var codes = dialect.codes
        if let unknown { codes.unknownToken = unknown }
        if let success {
            if !dialect.hasSuccessCodes {
                reader.fault(
                    "success-codes",
                    "a success of \(dialect.name.rawValue) is an HTTP status and no code; leave it out")
            } else if success.isEmpty {
                reader.fault("success-codes", "names no code; leave it out for the dialect's own rule")
            }
            codes.success = .listed(success)
        }
        // Blamed is the list that is written; both are only ever read whole.
        let blamed = unknown == nil ? "success-codes" : "unknown-token-codes"
        for code in codes.unknownToken where Self.isSuccess(code, codes.success, dialect) {
            let other =
                success == nil
                ? "is a success by the dialect's own rule; take it out, or list success-codes"
                : "is in success-codes and in unknown-token-codes; take it out of one of them"
            reader.fault(blamed, "\"\(code)\" \(other)")
        }
        return codes
    }

    /// A list of distinct codes; nil when it is not written.
    func codeList(_ key: String, _ reader: MappingReader) -> [String]? {
        guard let texts = reader.texts(key) else { return nil }
        for (index, text) in texts.enumerated() {
            if !Self.isCode(text) {
                reader.fault(
                    key, "\"\(text)\" is not a code: use 1 to 64 printable ASCII characters, no space at an end")
            } else if texts[..<index].contains(text) {
                reader.fault(key, "\"\(text)\" stands twice; leave one out")
            }
        }
        return texts
    }

    /// Some APIs say the reason phrase of a status: spaces in between are part of it.
    private static func isCode(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && !text.hasPrefix(" ") && !text.hasSuffix(" ")
    }

    private static func isSuccess(_ code: String, _ rule: ClientCodes.Success, _ dialect: ClientDialect) -> Bool {
        switch rule {
        case .listed(let codes): codes.contains(code)
        case .dialect: dialect.isSuccess(code)
        }
    }
}
