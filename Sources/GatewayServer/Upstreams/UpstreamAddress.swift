import Gateway
import NIOCore

/// One address that an upstream was found at.
struct UpstreamAddress: Equatable, Sendable {
    /// Tells it from every other of its upstream, and says which it is: `127.0.0.1:9000/path`.
    let name: String
    let socket: SocketAddress
    /// Which of the upstream's endpoints it serves.
    let endpoint: Int

    init(_ socket: SocketAddress, endpoint: Int, of upstream: Upstream) {
        let address = socket.ipAddress.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "?"
        self.name = "\(address):\(socket.port ?? 0)\(upstream.endpoints[endpoint].target)"
        self.socket = socket
        self.endpoint = endpoint
    }
}

/// The addresses of every upstream, as last resolved, by the upstream's name.
typealias UpstreamAddresses = [String: [UpstreamAddress]]
