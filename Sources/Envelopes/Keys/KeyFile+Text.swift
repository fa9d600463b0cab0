import Primitives

/// The JSON of a file, both ways. Material passes through memory that is wiped, and nothing else.
extension KeyFile {
    /// Members and elements of a file that is read: thousands of versions.
    private static let members = 100_000

    init(text: SecretBytes) throws(JOSEFault) {
        let object = try JOSEObject(text, members: Self.members)
        guard let format = try object.integer("format") else { throw .notInteger("format") }
        guard let name = try object.text("name") else { throw .notText("name") }
        guard let objects = try object.objects("versions") else { throw .notList("versions") }
        let versions = try objects.map { object throws(JOSEFault) in try Version(object) }
        self.init(format: Int(format), name: name, versions: versions)
    }

    var text: SecretBuffer {
        let output = SecretBuffer(capacity: 4096)
        output.append("{\n  \"format\": ")
        output.append(decimal: Int64(self.format))
        output.append(",\n  \"name\": ")
        output.append(json: self.name)
        output.append(",\n  \"versions\": [")
        for (index, version) in self.versions.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            version.append(to: output)
        }
        output.append(self.versions.isEmpty ? "]\n}\n" : "\n  ]\n}\n")
        return output
    }
}

extension KeyFile.Version {
    fileprivate init(_ object: JOSEObject) throws(JOSEFault) {
        guard let number = try object.integer("version") else { throw .notInteger("version") }
        guard let state = try object.text("state").flatMap(KeyState.init) else { throw .notAllowed("state") }
        guard let created = try object.text("created") else { throw .notText("created") }
        let material = try object.object("material").map { object throws(JOSEFault) in try KeyFile.Material(object) }
        self.init(
            number: Int(number), state: state, created: created, activated: try object.text("activated"),
            material: material,
            binding: KeyBinding(
                identifier: try object.text("kid"), algorithm: try object.text("alg"), use: try object.text("use"),
                operations: try object.texts("key_ops")))
    }

    fileprivate func append(to output: SecretBuffer) {
        output.append("\n    {\n      \"version\": ")
        output.append(decimal: Int64(self.number))
        let texts = [
            ("state", self.state.rawValue), ("created", self.created), ("activated", self.activated),
            ("kid", self.binding.identifier), ("alg", self.binding.algorithm), ("use", self.binding.use),
        ]
        for case (let name, let text?) in texts {
            Self.begin(name, in: output)
            output.append(json: text)
        }
        if let operations = self.binding.operations {
            Self.begin("key_ops", in: output)
            output.append(json: operations)
        }
        if let material = self.material {
            Self.begin("material", in: output)
            material.append(to: output)
        }
        output.append("\n    }")
    }

    private static func begin(_ name: String, in output: SecretBuffer) {
        output.append(",\n      ")
        output.append(json: name)
        output.append(": ")
    }
}

extension KeyFile.Material {
    fileprivate init(_ object: JOSEObject) throws(JOSEFault) {
        guard let type = try object.text("type") else { throw .notText("type") }
        guard let protection = try object.text("protection") else { throw .notText("protection") }
        guard let value = try object.characters("value") else { throw .notText("value") }
        let octets = SecretBuffer(capacity: Base64.decodedCapacity(of: value.count))
        guard (try? Base64.decode(value.bytes, alphabet: .standard, into: octets)) != nil else {
            throw .notEncoded("value")
        }
        self.init(type: type, protection: protection, value: SecretBytes(copying: octets.bytes))
    }

    fileprivate func append(to output: SecretBuffer) {
        output.append("{\"type\": ")
        output.append(json: self.type)
        output.append(", \"protection\": ")
        output.append(json: self.protection)
        output.append(", \"value\": \"")
        Base64.encode(self.value.bytes, alphabet: .standard, padded: true, into: output)
        output.append("\"}")
    }
}

extension SecretBuffer {
    fileprivate func append(json text: String) {
        var json: [UInt8] = []
        JWEHeaderMember.append(text, to: &json)
        self.append(json.span)
    }

    fileprivate func append(json texts: [String]) {
        self.append("[")
        for (index, text) in texts.enumerated() {
            if index > 0 { self.append(", ") }
            self.append(json: text)
        }
        self.append("]")
    }
}
