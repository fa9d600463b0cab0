/// One address to listen on.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var text: String {
        self.host.contains(":") ? "[\(self.host)]:\(self.port)" : "\(self.host):\(self.port)"
    }
}

/// Why an address cannot be listened on.
package struct ListenFailure: Error, CustomStringConvertible {
    package let address: String
    package let reason: String

    package init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }

    package var description: String { "cannot listen on \(self.address): \(self.reason)" }
}

/// One address of the public listener, and how it is secured.
package struct Listener: Sendable {
    package let address: ListenAddress
    /// nil: clear.
    package let tls: ListenerTLS?

    package init(address: ListenAddress, tls: ListenerTLS? = nil) {
        self.address = address
        self.tls = tls
    }
}
