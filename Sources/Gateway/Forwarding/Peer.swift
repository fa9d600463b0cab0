/// Who is at the other end of a connection; asked only where a route's upstream is to be told.
package protocol Peer: AnyObject {
    /// 4 bytes (IPv4) or 16 (IPv6); empty when it has no address.
    var addressBytes: [UInt8] { get }
    /// As it is written in `X-Forwarded-For`: an IPv6 address without brackets.
    var addressText: [UInt8] { get }
}
