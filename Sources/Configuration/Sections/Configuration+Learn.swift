import Dialects
import Gateway
import JSONText

extension Configuration {
    /// `learn: {reference: POINTER, token: POINTER, expires-at: POINTER, owner: consumer|none, success-codes: […]}` of a
    /// forward route; nil when it has none or, with a fault, when it cannot be carried out.
    func learnRule(_ route: MappingReader) -> LearnRule? {
        guard let reader = route.mapping("learn") else { return nil }
        reader.allow(["reference", "token", "expires-at", "owner", "success-codes"])
        let reference = self.pointer("reference", reader)
        let token = self.pointer("token", reader)
        let expiresAt = self.pointer("expires-at", reader)
        let owner = reader.choice("owner", LearnRule.Owner.self) ?? .consumer
        var success = ClientCodes.Success.dialect
        if let codes = self.codeList("success-codes", reader) {
            if codes.isEmpty { reader.fault("success-codes", "names no code; leave it out for token-service's rule") }
            success = .listed(codes)
        }
        if reader.node("reference") == nil, reader.node("token") == nil {
            reader.faults.add(
                reader.line,
                "\(reader.place): names neither reference nor token; write where one stands in the reply, like "
                    + "token: /token")
        }
        guard reference != nil || token != nil else { return nil }
        return LearnRule(reference: reference, token: token, expiresAt: expiresAt, owner: owner, success: success)
    }

    private func pointer(_ key: String, _ reader: MappingReader) -> JSONPointer? {
        guard let text = reader.text(key) else { return nil }
        let pointer: JSONPointer
        do throws(JSONPointerFault) {
            pointer = try JSONPointer(text)
        } catch {
            let why =
                switch error {
                case .noSlash: "a JSON Pointer begins with a slash, like /data/token"
                case .unknownEscape: "in a JSON Pointer (RFC 6901) a tilde is written ~0, a slash in a name ~1"
                }
            reader.fault(key, "\"\(text)\": \(why)")
            return nil
        }
        guard !pointer.isWhole else {
            reader.fault(key, "an empty JSON Pointer names the whole reply; write one like /data/token")
            return nil
        }
        return pointer
    }
}
