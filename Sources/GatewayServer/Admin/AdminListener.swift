import HTTP1
import NIOCore
import NIOPosix
package import Primitives

/// The operators' own listener, on a loop of its own so that it answers while the gateway is busy.
package final class AdminListener: Sendable {
    package struct Settings: Sendable {
        package let address: ListenAddress
        /// Asked for as a Bearer token on everything but `/healthz`; nil where only loopback is bound.
        package let token: SecretBytes?

        /// Names that it is asked by, beside its address and those of loopback.
        package let hosts: [String]

        package init(address: ListenAddress, token: SecretBytes?, hosts: [String] = []) {
            self.address = address
            self.token = token
            self.hosts = hosts
        }
    }

    /// Connections at a time.
    private static let connections = 64

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// - Parameters:
    ///   - isReady: asked for each `/readyz`, from the listener's loop.
    ///   - document: the page for each `/openapi.json`, from the listener's loop.
    ///   - metrics: gathers the page for each `/metrics`.
    package init(
        _ settings: Settings, isReady: @escaping @Sendable () -> Bool, document: @escaping @Sendable () -> String,
        metrics: @escaping @Sendable () async -> String
    ) async throws(ListenFailure) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pages = AdminPages(settings, isReady: isReady, document: document)
        let shared = SharedCounts()
        self.group = group
        do {
            self.channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(
                            ConnectionLimit(Self.connections, shared), AdminHandler(pages: pages, metrics: metrics))
                    }
                }
                .bind(host: settings.address.host, port: settings.address.port).get()
        } catch {
            try? await group.shutdownGracefully()
            throw ListenFailure(address: settings.address.text, reason: Listening.reason(of: error))
        }
    }

    package func close() async {
        try? await self.channel.close()
        try? await self.group.shutdownGracefully()
    }
}
