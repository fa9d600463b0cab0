import Primitives
import Yams

extension Configuration {
    mutating func readListeners(_ root: MappingReader) {
        guard let node = root.node("listen") else {
            root.faults.add(root.line, "\"listen\" is missing; write: listen: [{address: 127.0.0.1:8080}]")
            return
        }
        for (index, element) in node.elements(place: "listen", faults: root.faults).enumerated() {
            guard let reader = MappingReader(element, place: "listen[\(index)]", faults: root.faults) else { continue }
            reader.allow(["address", "tls"])
            let tls = self.listenerTLS(reader)
            guard let address = Self.address(reader) else { continue }
            if self.listeners.contains(where: { $0.address == address }) {
                reader.fault("address", "\(address.text) stands twice; leave one out")
            }
            self.listeners.append(Listener(address: address, tls: tls, line: reader.line))
        }
        if self.listeners.isEmpty, root.faults.list.isEmpty {
            root.faults.add(root.line(of: "listen"), "\"listen\" names no address")
        }
    }

    private func listenerTLS(_ listener: MappingReader) -> Listener.TLS? {
        guard let reader = listener.mapping("tls") else { return nil }
        reader.allow(["certificate", "private-key"], later: ["client-ca"])
        for key in ["certificate", "private-key"] where reader.node(key) == nil {
            reader.faults.add(reader.line, "\(reader.place): \"\(key)\" is missing; name a file in PEM")
        }
        guard let certificate = self.file("certificate", reader), let key = self.file("private-key", reader) else {
            return nil
        }
        return Listener.TLS(certificateFile: certificate, keyFile: key, line: reader.line)
    }

    mutating func readAdmin(_ root: MappingReader) {
        guard let node = root.node("admin"),
            let reader = MappingReader(node, place: "admin", faults: root.faults)
        else { return }
        reader.allow(["address", "token", "hosts"])
        guard let address = Self.address(reader) else { return }
        var token: SecretSource?
        if let text = reader.text("token") {
            token = SecretSource(text, folder: ProtectedFile.folder(of: self.path))
            if token == nil { reader.fault("token", SecretSource.misplaced) }
        }
        if token == nil, !address.isLoopback {
            reader.fault("address", "without a token only loopback may be bound; add: token: env:ADMIN_TOKEN")
        }
        self.admin = Admin(address: address, token: token, hosts: Self.hosts(reader), line: reader.line)
    }

    private static func hosts(_ reader: MappingReader) -> [String] {
        guard let node = reader.node("hosts") else { return [] }
        return node.elements(place: "admin: hosts", faults: reader.faults).compactMap { element in
            guard let host = element.string, !host.isEmpty, !host.contains("/"), !host.contains(" ") else {
                reader.fault("hosts", "is a list of host names, without scheme and port")
                return nil
            }
            return host
        }
    }

    private static func address(_ reader: MappingReader) -> SocketAddressText? {
        guard let text = reader.required("address") else { return nil }
        guard let address = SocketAddressText(text) else {
            reader.fault("address", "\"\(text)\" is not HOST:PORT, like 127.0.0.1:8080 or [::1]:8080")
            return nil
        }
        return address
    }
}
