import Gateway
import NIOCore

/// When a body that did not open is refused: a moment that tells nothing of the cause.
enum RefusalMoment {
    /// From the end of the body: 5 ms, and 10 ns for each byte of it. Some times what any cause of failure takes on the
    /// loop (at most 2.2 ns a byte were measured), and counted from before the body is looked at.
    case fixed(from: NIODeadline, bodyLength: Int)
    /// The next whole multiple of an interval from the end of the body: what is done on another thread takes from
    /// microseconds to some milliseconds, by the key and by what waits before it, and a whole interval covers the
    /// difference.
    case grid(from: NIODeadline, interval: UInt64)

    /// Nanoseconds, where no password is hashed.
    private static let interval: UInt64 = 50_000_000

    /// Four microseconds for each round of hashing that a body may ask for, some times what they take, in whole
    /// multiples of the least.
    static func interval(of route: Route) -> UInt64 {
        let hashing = UInt64(route.passwordRounds) * 4_000
        return max(1, (hashing + Self.interval - 1) / Self.interval) * Self.interval
    }

    /// - Parameter now: when the reply is ready.
    func deadline(now: NIODeadline) -> NIODeadline {
        switch self {
        case .fixed(let received, let length): return received + .nanoseconds(5_000_000 + 10 * Int64(length))
        case .grid(let received, let interval):
            let taken = now > received ? UInt64((now - received).nanoseconds) : 0
            return received + .nanoseconds(Int64((taken / interval + 1) * interval))
        }
    }
}

extension ConnectionHandler {
    /// - Parameter received: the end of the body.
    func moment(of route: Route, _ received: NIODeadline) -> RefusalMoment {
        self.moment(of: route, received, bodyLength: self.body.count)
    }

    func moment(of route: Route, _ received: NIODeadline, bodyLength: Int) -> RefusalMoment {
        route.leavesLoop
            ? .grid(from: received, interval: RefusalMoment.interval(of: route))
            : .fixed(from: received, bodyLength: bodyLength)
    }
}
