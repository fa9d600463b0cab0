/// How the connections of one loop to one upstream stand.
struct PoolFigures: Sendable {
    let upstream: String
    let connections: Int
    let waiting: Int
    let inFlight: Int
    /// 0 closed, 1 half open, 2 open.
    let circuit: Int
}
