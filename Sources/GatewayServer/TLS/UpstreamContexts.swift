package import Gateway
import NIOCore
import NIOSSL
import Synchronization

/// The TLS contexts of upstreams, one for each trust, shared by all loops: made at start and reload, where files may be
/// read and faults told.
package final class UpstreamContexts: Sendable {
    /// How long a connection that this side closes waits for the peer's close_notify.
    private static let closeTimeout = TimeAmount.seconds(1)

    private let contexts = Mutex<[UpstreamTLS.Trust: NIOSSLContext]>([:])

    package init() {}

    /// Makes the context of a trust, unless it is there.
    package func prepare(_ trust: UpstreamTLS.Trust) throws(TLSFailure) {
        guard self.contexts.withLock({ $0[trust] }) == nil else { return }
        let context = try Self.makeContext(trust)
        self.contexts.withLock { $0[trust] = context }
    }

    /// Forgets what no upstream of a snapshot needs. Whoever took a context keeps it.
    func keep(for upstreams: [Upstream]) {
        let services = upstreams.compactMap { $0.clientCredentials?.service }
        let trusts = Set((upstreams + services).compactMap { $0.tls?.trust })
        self.contexts.withLock { contexts in contexts = contexts.filter { trusts.contains($0.key) } }
    }

    func context(for tls: UpstreamTLS) -> NIOSSLContext {
        guard let context = self.contexts.withLock({ $0[tls.trust] }) else {
            preconditionFailure("an upstream is connected to before its context was prepared with its snapshot")
        }
        return context
    }

    private static func makeContext(_ trust: UpstreamTLS.Trust) throws(TLSFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = self.closeTimeout
        switch trust {
        case .system: configuration.trustRoots = .default
        case .authorities(let pem): configuration.trustRoots = .certificates(try CertificateFile.certificates(pem))
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            guard trust != .system else { throw .noSystemAuthorities }
            throw .refused((error as? BoringSSLError)?.words ?? String(describing: error))
        }
    }
}
