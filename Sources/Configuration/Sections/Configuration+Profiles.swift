import Envelopes
import Yams

extension Configuration {
    mutating func readProfiles(_ root: MappingReader) {
        guard let node = root.node("ciphers"),
            let reader = MappingReader(node, place: "ciphers", faults: root.faults)
        else { return }
        for name in reader.keys {
            if self.profile(named: name) != nil {
                reader.fault(name, "is a built-in profile; choose another name")
                continue
            }
            guard let node = reader.node(name),
                let fields = MappingReader(node, place: "ciphers: \(name)", faults: root.faults)
            else { continue }
            let values = fields.keys.compactMap { key in fields.text(key).map { (name: key, value: $0) } }
            do throws(ProfileFailure) {
                self.profiles.append(try CipherProfile(name: name, fields: values))
            } catch {
                self.faultyProfiles.insert(name)
                let line = error.field.map(fields.line(of:)) ?? fields.line
                root.faults.add(line, "ciphers: \(name): \(error.message)")
            }
        }
    }
}
