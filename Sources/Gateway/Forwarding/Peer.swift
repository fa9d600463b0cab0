/// Who is at the other end of a connection.
package protocol Peer: AnyObject {
    /// What it was accepted with last.
    var credentials: CredentialMemory { get }
    /// Whether it is spoken to through TLS.
    var isSecure: Bool { get }
    /// 4 bytes (IPv4) or 16 (IPv6); empty when it has no address.
    var addressBytes: [UInt8] { get }
    /// As it is written in `X-Forwarded-For`: an IPv6 address without brackets.
    var addressText: [UInt8] { get }
}
