import Gateway
import HTTP1
import NIOCore
import Pooling
import Primitives

/// What a pool carries to its upstream on one kind of connection.
protocol PooledExchange: AnyObject {
    /// Whether it may be sent again when a connection breaks under it.
    var isRepeatable: Bool { get }

    /// What its way takes, in nanoseconds of a steady clock, for operators.
    func began(at time: UInt64)
    func sent()
    func ended(at time: UInt64)

    /// No reply counts. The last that the pool tells of it.
    func fail(_ failure: PoolFailure)
}

/// One connection of a pool, as a handler of its channel.
protocol PooledConnection: ChannelInboundHandler, SendableMetatype {
    associatedtype Exchange: PooledExchange

    var id: ConnectionID { get }

    init(pool: UpstreamPool<Self>, id: ConnectionID, to endpoint: Upstream.Endpoint, fixedHead: SecretBytes)

    /// The part of a request's head that is the same for all to one endpoint.
    static func fixedHead(for endpoint: Upstream.Endpoint, of upstream: Upstream) -> SecretBytes

    /// How long a call may take, in milliseconds; nil where the connection keeps the time itself.
    static func timeout(of upstream: Upstream) -> Int?

    func send(_ exchange: Exchange)

    /// The pool has let go of it.
    func release()
}
