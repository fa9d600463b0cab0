import Glibc
import NIOCore

/// How much of what was written the system keeps unsent for a slow peer (tcp(7), `TCP_NOTSENT_LOWAT`).
///
/// Without it that is megabytes: a peer that reads slowly and steadily would take none of the process's bytes for
/// minutes, and could not be told from one that does not read.
extension NIOBSDSocket.Option {
    static let unsentLowWater = NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT)
    static let unsentBytes: SocketOptionValue = 128 << 10
}
