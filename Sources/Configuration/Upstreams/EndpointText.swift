package import Gateway
import Glibc

/// Why a text is no address of an upstream, with the way out. The text itself is not repeated: it may carry a password.
package enum EndpointFailure: Error, Equatable {
    case notPrintable
    case otherScheme
    case userInformation
    case fragment
    case missingHost
    case bareIPv6
    case host(String)
    case port(String)
}

extension EndpointFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notPrintable: "has a space or a character that is not printable ASCII; write it percent-encoded"
        case .otherScheme: "is not http://HOST[:PORT][/PATH][?QUERY], nor https://"
        case .userInformation: "has user information before the host; write it as: credential: {basic: …}"
        case .fragment: "has a fragment (#…), which is never sent; leave it out"
        case .missingHost: "names no host; write it like http://127.0.0.1:9000/"
        case .bareIPv6: "an IPv6 address stands in brackets, like http://[::1]:9000/"
        case .host(let host): "\"\(host)\" is not a host name or an address"
        case .port(let port): "\"\(port)\" is not a port, 1 to 65535"
        }
    }
}

/// Takes the `http` or `https` URL of an upstream apart (RFC 9110 § 4.2), and spells one address one way.
package enum EndpointText {
    package static func parse(_ text: String) throws(EndpointFailure) -> Upstream.Endpoint {
        guard self.isPrintable(text) else { throw .notPrintable }
        let scheme = text.prefix { $0 != ":" }.lowercased()
        let afterScheme = text.dropFirst(scheme.count)
        guard ["http", "https"].contains(scheme), afterScheme.hasPrefix("://") else { throw .otherScheme }
        let isSecure = scheme == "https"
        let rest = afterScheme.dropFirst(3)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .userInformation }
        guard !rest.contains("#") else { throw .fragment }
        let (host, port) = try self.split(authority)
        let target = rest.dropFirst(authority.count)
        return Upstream.Endpoint(
            host: host, port: port ?? Upstream.Endpoint.defaultPort(isSecure: isSecure),
            target: target.hasPrefix("/") ? String(target) : "/\(target)", isSecure: isSecure)
    }

    /// A path with a query, as a request line has them.
    package static func isTarget(_ text: String) -> Bool {
        text.hasPrefix("/") && self.isPrintable(text) && !text.contains("#")
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func split(_ authority: Substring) throws(EndpointFailure) -> (host: String, port: Int?) {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let address = String(authority[..<end].dropFirst())
            guard let host = self.canonicalIPv6(address) else { throw .host(address) }
            return (host, try self.port(authority[end...].dropFirst()))
        }
        let host = authority.prefix { $0 != ":" }
        let rest = authority.dropFirst(host.count)
        guard rest.dropFirst().allSatisfy({ $0 != ":" }) else { throw .bareIPv6 }
        guard !host.isEmpty else { throw .missingHost }
        guard self.isHost(host) else { throw .host(String(host)) }
        return (host.lowercased(), try self.port(rest))
    }

    private static func port(_ text: Substring) throws(EndpointFailure) -> Int? {
        guard !text.isEmpty else { return nil }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw .port(String(text.hasPrefix(":") ? digits : text)) }
        return port
    }

    /// The shortest spelling of an IPv6 address (RFC 5952); nil when it is none.
    private static func canonicalIPv6(_ text: String) -> String? {
        guard let bytes = AddressBlock.addressBytes(text), bytes.count == 16 else { return nil }
        var spelled = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &spelled, socklen_t(INET6_ADDRSTRLEN)) != nil else { return nil }
        return String(decoding: spelled.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// An IPv4 address, or a name of labels (RFC 1123 § 2.1; `_` as service names have it). What ends in a number and
    /// is no address is a mistyped one, never a name.
    private static func isHost(_ host: Substring) -> Bool {
        AddressBlock.addressBytes(String(host)) != nil || self.isName(host)
    }

    /// Whether a text is a host's name, and no address.
    static func isName(_ host: Substring) -> Bool {
        var labels = host.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels.last == "" { labels.removeLast() }
        guard host.utf8.count <= 253, labels.last.map({ !$0.allSatisfy(\.isNumber) }) ?? false else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { $0 < 0x80 } && !label.hasPrefix("-")
                && !label.hasSuffix("-")
                && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        }
    }
}
