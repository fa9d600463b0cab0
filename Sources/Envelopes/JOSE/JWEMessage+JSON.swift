import Primitives

extension JWEMessage {
    /// RFC 7516 § 7.2, general and flattened; members of other names are passed over.
    init(json text: Span<UInt8>, format: JWEFormat, trace: OpenTrace?) throws(BodyOpenFailure) {
        do throws(JOSEFault) {
            let object = try JOSEObject(SecretBytes(copying: text))
            try self.init(JSONSerialization(object: object, format: format))
        } catch .notObject {
            trace?.note("the JSON of the JWE: \(JOSEFault.notObject.words), or parts that do not belong together")
            throw .header
        } catch {
            trace?.note("the JSON of the JWE: \(error.words)")
            throw .encoding
        }
    }

    private init(_ members: JSONSerialization) throws(JOSEFault) {
        let protectedText = try members.text("protected")
        let protected = try protectedText.map { (text) throws(JOSEFault) in try JOSEHeader.protected(text.span) }
        let unprotected = try members.object.object(members.wireName("unprotected"))
        var recipients: [Recipient] = []
        for recipient in try members.recipients() {
            let parts = [unprotected, try recipient.object.object(recipient.wireName("header"))].compactMap { $0 }
            recipients.append(
                Recipient(
                    header: try JOSEHeader(protected: protected, unprotected: parts),
                    encryptedKey: try recipient.octets("encrypted_key") ?? []))
        }
        let associatedText = try members.text("aad")
        if let associatedText, JOSEText.decode(associatedText.span) == nil { throw .notEncoded("aad") }
        self.init(
            protectedText: protectedText ?? [], associatedText: associatedText, recipients: recipients,
            iv: try members.octets("iv") ?? [], ciphertext: try members.octets("ciphertext") ?? [],
            tag: try members.octets("tag") ?? [])
    }
}

/// The members of the JSON serialisation under the names that a profile gives them.
private struct JSONSerialization {
    let object: JOSEObject
    let format: JWEFormat

    func wireName(_ name: String) -> String { self.format.memberName(name) }

    func text(_ name: String) throws(JOSEFault) -> [UInt8]? {
        guard let text = try self.object.characters(self.wireName(name)) else { return nil }
        return text.withUnsafeBytes { Array($0) }
    }

    func octets(_ name: String) throws(JOSEFault) -> [UInt8]? {
        guard let text = try self.text(name) else { return nil }
        guard let octets = JOSEText.decode(text.span) else { throw .notEncoded(name) }
        return octets
    }

    /// In the flattened serialisation the message is itself its one recipient.
    func recipients() throws(JOSEFault) -> [JSONSerialization] {
        guard let list = try self.object.objects(self.wireName("recipients")) else { return [self] }
        guard (1...JOSELimits.recipients).contains(list.count), !self.object.has(self.wireName("header")),
            !self.object.has(self.wireName("encrypted_key"))
        else { throw .notList("recipients") }
        return list.map { JSONSerialization(object: $0, format: self.format) }
    }
}

extension JWEFormat {
    /// The name on the wire of a member of the JSON serialisation.
    func memberName(_ name: String) -> String {
        self.memberNames.first { $0.name == name }?.value ?? name
    }
}
