import Gateway
import NIOCore

/// One address that an upstream was found at.
struct UpstreamAddress: Equatable, Sendable {
    /// Tells it from every other of its upstream: `127.0.0.1:9000`, and which endpoint where there are several.
    let name: String
    let socket: SocketAddress
    let endpoint: Upstream.Endpoint

    /// - Parameter index: of the endpoint that it serves.
    init(_ socket: SocketAddress, endpoint index: Int, of upstream: Upstream) {
        let address = socket.ipAddress.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "?"
        let number = upstream.endpoints.count > 1 ? " (url \(index + 1))" : ""
        self.name = "\(address):\(socket.port ?? 0)\(number)"
        self.socket = socket
        self.endpoint = upstream.endpoints[index]
    }
}

/// What an upstream's endpoints were last resolved to. The endpoints stand with it, so that nobody takes the addresses of
/// one configuration for those of another.
struct ResolvedAddresses: Equatable, Sendable {
    let endpoints: [Upstream.Endpoint]
    let list: [UpstreamAddress]

    init(_ list: [UpstreamAddress], of upstream: Upstream) {
        self.endpoints = upstream.endpoints
        self.list = list
    }

    /// Whether they are this upstream's, as it is configured now.
    func belong(to upstream: Upstream) -> Bool { self.endpoints == upstream.endpoints }
}

/// By the upstream's name.
typealias UpstreamAddresses = [String: ResolvedAddresses]
