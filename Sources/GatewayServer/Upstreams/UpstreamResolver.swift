import Gateway
import Glibc
import NIOCore
import NIOPosix

/// Why a name has no addresses.
struct ResolutionFailure: Error {
    let host: String
    let reason: String
}

/// Finds the addresses of upstreams: literals at once, names by the system's resolver on a thread of its own.
enum UpstreamResolver {
    /// Addresses of one name that count; more are left out.
    private static let maximumAddresses = 16

    /// Addresses that need no resolver.
    static func literals(of upstream: Upstream) -> [UpstreamAddress]? {
        var addresses: [UpstreamAddress] = []
        for (index, endpoint) in upstream.endpoints.enumerated() {
            guard let socket = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) else { return nil }
            addresses.append(UpstreamAddress(socket, endpoint: index, of: upstream))
        }
        return addresses
    }

    /// All addresses of an upstream; where a name does not resolve, the last known ones of it.
    static func resolve(
        _ upstream: Upstream, last: [UpstreamAddress], failed: @Sendable (ResolutionFailure) -> Void
    ) async -> [UpstreamAddress] {
        if let literals = self.literals(of: upstream) { return literals }
        var addresses: [UpstreamAddress] = []
        for (index, endpoint) in upstream.endpoints.enumerated() {
            do throws(ResolutionFailure) {
                for socket in try await self.sockets(of: endpoint) {
                    let address = UpstreamAddress(socket, endpoint: index, of: upstream)
                    if !addresses.contains(where: { $0.name == address.name }) { addresses.append(address) }
                }
            } catch {
                failed(error)
                addresses += last.filter { $0.endpoint == endpoint }
            }
        }
        return addresses
    }

    private static func sockets(of endpoint: Upstream.Endpoint) async throws(ResolutionFailure) -> [SocketAddress] {
        do {
            return try await NIOThreadPool.singleton.runIfActive { try self.lookUp(endpoint) }
        } catch let failure as ResolutionFailure {
            throw failure
        } catch {
            throw ResolutionFailure(host: endpoint.host, reason: String(describing: error))
        }
    }

    /// getaddrinfo(3): the system's order, which follows RFC 6724.
    private static func lookUp(_ endpoint: Upstream.Endpoint) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(endpoint.host, String(endpoint.port), &hints, &list)
        guard status == 0, let first = list else {
            throw ResolutionFailure(host: endpoint.host, reason: String(cString: gai_strerror(status)))
        }
        defer { freeaddrinfo(first) }
        var sockets: [SocketAddress] = []
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let entry = next, sockets.count < self.maximumAddresses {
            if let socket = self.socket(of: entry.pointee) { sockets.append(socket) }
            next = entry.pointee.ai_next
        }
        return sockets
    }

    private static func socket(of entry: addrinfo) -> SocketAddress? {
        guard let address = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET: return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
        case AF_INET6:
            return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
        default: return nil
        }
    }
}
