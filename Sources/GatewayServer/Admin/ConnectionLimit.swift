import NIOCore

/// Closes a connection at once that is one too many.
final class ConnectionLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limit: Int
    private let shared: SharedCounts
    private var isCounted = false

    /// - Parameter shared: of all connections that count together.
    init(_ limit: Int, _ shared: SharedCounts) {
        self.limit = limit
        self.shared = shared
    }

    func channelActive(context: ChannelHandlerContext) {
        self.isCounted = self.shared.takeConnection(limit: self.limit)
        guard self.isCounted else { return context.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if self.isCounted { self.shared.releaseConnection() }
        context.fireChannelInactive()
    }
}
