import Primitives

/// The header parameters of a message: those that are protected, and those of the JSON serialisations that are not.
/// No name stands in two of them (RFC 7516 § 7.2.1).
struct JOSEHeader: Sendable {
    private let parts: [JOSEObject]
    private let protected: JOSEObject?

    init(protected: JOSEObject?, unprotected: [JOSEObject] = []) throws(JOSEFault) {
        self.protected = protected
        self.parts = (protected.map { [$0] } ?? []) + unprotected
        var names: Set<String> = []
        for part in self.parts {
            for name in part.names where !names.insert(name).inserted { throw .notObject }
        }
    }

    func has(_ name: String) -> Bool { self.parts.contains { $0.has(name) } }

    func isProtected(_ name: String) -> Bool { self.protected?.has(name) == true }

    func text(_ name: String) throws(JOSEFault) -> String? { try self.part(name)?.text(name) }

    func integer(_ name: String) throws(JOSEFault) -> Int64? { try self.part(name)?.integer(name) }

    func isTrue(_ name: String) -> Bool { self.part(name)?.isTrue(name) == true }

    func octets(_ name: String) throws(JOSEFault) -> [UInt8]? {
        guard let octets = try self.part(name)?.octets(name) else { return nil }
        return octets.withUnsafeBytes { Array($0) }
    }

    func object(_ name: String) throws(JOSEFault) -> JOSEObject? { try self.part(name)?.object(name) }

    private func part(_ name: String) -> JOSEObject? { self.parts.first { $0.has(name) } }

    /// Reads the text of a protected header in base64url.
    static func protected(_ text: Span<UInt8>) throws(JOSEFault) -> JOSEObject {
        guard text.count <= Base64.encodedCount(of: JOSELimits.headerLength, padded: false),
            let json = JOSEText.decodeSecret(text)
        else { throw .notEncoded("protected") }
        return try JOSEObject(json)
    }
}
