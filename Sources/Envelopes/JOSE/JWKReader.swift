import Primitives

/// Keys from JSON objects.
enum JWKReader {
    /// What `key_ops` may name beside a `use` (RFC 7517 § 4.3).
    private static let operations = [
        "sig": ["sign", "verify"],
        "enc": ["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"],
    ]

    static func key(_ object: JOSEObject) throws(JWKFailure) -> JWK.Key {
        let material = try self.material(object)
        let binding = try self.binding(object)
        if let algorithm = binding.algorithm, let found = material.octets?.count,
            let needed = self.octets(for: algorithm), found != needed
        {
            throw .octetsLength(algorithm: algorithm, found: found, needed: needed)
        }
        return JWK.Key(material: material, binding: binding)
    }

    /// Bytes of the key that an algorithm of RFC 7518 works with; nil where any will do, or no octets.
    private static func octets(for algorithm: String) -> Int? {
        if let encryption = JWEContentEncryption(rawValue: algorithm) { return encryption.keyLength }
        guard let management = JWEKeyManagement(rawValue: algorithm), management.passwordHash == nil,
            !management.isAgreement
        else { return nil }
        return management.wrappingKeyLength
    }

    /// A set: keys that RFC 7517 § 5 lets a reader ignore are passed over, any other fault refuses the whole.
    static func set(_ object: JOSEObject) throws(JWKFailure) -> JWK.Document {
        guard let members = try self.reading({ () throws(JOSEFault) in try object.objects("keys") }) else {
            throw .member("keys")
        }
        guard members.count <= JOSELimits.keys else { throw .tooManyKeys(limit: JOSELimits.keys) }
        var keys: [JWK.Key] = []
        var skipped: [String] = []
        for (index, member) in members.enumerated() {
            do throws(JWKFailure) {
                keys.append(try self.key(member))
            } catch {
                guard error.isSkippedInSet else { throw .inSet(index + 1, error) }
                skipped.append("key \(index + 1): \(error)")
            }
        }
        guard !keys.isEmpty else { throw .noKeys(skipped: skipped) }
        try self.checkTogether(keys)
        return JWK.Document(keys: keys, skipped: skipped)
    }

    private static func checkTogether(_ keys: [JWK.Key]) throws(JWKFailure) {
        var seen: Set<String> = []
        for key in keys {
            guard let identifier = key.binding.identifier else { continue }
            guard seen.insert("\(key.material.type) \(identifier)").inserted else {
                throw .repeatedIdentifier(identifier)
            }
        }
        let publicKeys = keys.count { if case .publicKey = $0.material { true } else { false } }
        guard publicKeys == 0 || publicKeys == keys.count else { throw .mixedSecrecy }
    }

    private static func material(_ object: JOSEObject) throws(JWKFailure) -> KeyMaterial {
        guard let type = try self.reading({ () throws(JOSEFault) in try object.text("kty") }) else {
            throw .member("kty")
        }
        if type == "oct" {
            let octets = try self.reading { () throws(JOSEFault) in try object.octets("k") }
            guard let octets, octets.count > 0 else { throw .member("k") }
            return .octets(octets)
        }
        let parameters = try self.reading { () throws(JOSEFault) in try JWKParameters(object) }
        guard let parameters else { throw .unknownType(type) }
        guard !object.has("oth") else { throw .key(.multiplePrimes) }
        let material: KeyMaterial
        do throws(PublicKeyFailure) {
            material =
                parameters.values["d"] == nil
                ? .publicKey(try PublicKey(jwk: parameters)) : .privateKey(try PrivateKey(jwk: parameters))
        } catch {
            if case .jwkMember(let name) = error { throw .member(name) }
            throw .key(error)
        }
        if let modulus = parameters.values["n"], FaultyModulus.matches(modulus.bytes) { throw .faultyModulus }
        return material
    }

    private static func binding(_ object: JOSEObject) throws(JWKFailure) -> KeyBinding {
        let binding = try self.reading { () throws(JOSEFault) in
            KeyBinding(
                identifier: try object.text("kid"), algorithm: try object.text("alg"), use: try object.text("use"),
                operations: try object.texts("key_ops"))
        }
        guard (binding.identifier?.utf8.count ?? 1) <= JOSELimits.identifierLength else { throw .member("kid") }
        for (name, text) in [("kid", binding.identifier), ("alg", binding.algorithm), ("use", binding.use)] {
            guard text?.isPrintable != false else { throw .unprintable(name) }
        }
        guard let operations = binding.operations else { return binding }
        guard operations.allSatisfy(\.isPrintable) else { throw .unprintable("key_ops") }
        guard Set(operations).count == operations.count else { throw .inconsistentUse }
        let others = self.operations.filter { $0.key != binding.use }.flatMap(\.value)
        if let use = binding.use, self.operations[use] != nil {
            guard !operations.contains(where: others.contains) else { throw .inconsistentUse }
        }
        return binding
    }

    private static func reading<Value>(
        _ read: () throws(JOSEFault) -> Value
    ) throws(JWKFailure) -> Value {
        do throws(JOSEFault) {
            return try read()
        } catch {
            switch error {
            case .notObject: throw .notJSON
            case .notText(let name), .notInteger(let name), .notList(let name), .notEncoded(let name),
                .notAllowed(let name):
                throw .malformed(name)
            }
        }
    }
}

extension String {
    /// Whether a log line and a list can show it, as the `kid` that an operator gives.
    fileprivate var isPrintable: Bool {
        !self.isEmpty
            && self.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
    }
}

extension KeyMaterial {
    /// `kty`.
    fileprivate var type: String {
        switch self.publicKeyKind {
        case nil: "oct"
        case .rsa?: "RSA"
        case .ec?: "EC"
        case .x25519?, .ed25519?: "OKP"
        }
    }
}
