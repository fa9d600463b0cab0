import ArgumentParser
import Gateway
import GatewayServer
import Synchronization

/// What `/openapi.json` shows: written once for each snapshot.
final class DocumentPage: Sendable {
    private let written: Mutex<String>

    init(_ snapshot: Snapshot, _ listeners: [Listener]) {
        self.written = Mutex(Self.write(snapshot, listeners))
    }

    var text: String { self.written.withLock { $0 } }

    /// After a reload.
    func adopt(_ snapshot: Snapshot, _ listeners: [Listener]) {
        let text = Self.write(snapshot, listeners)
        self.written.withLock { $0 = text }
    }

    private static func write(_ snapshot: Snapshot, _ listeners: [Listener]) -> String {
        // Port 0 is any free one: no address for a document.
        let servers = listeners.filter { $0.address.port != 0 }.map { listener in
            OpenAPIServer(
                host: listener.address.host, port: listener.address.port, isSecure: listener.tls != nil)
        }
        return OpenAPIDocument(snapshot, servers: servers, version: Revgate.configuration.version).text
    }
}
