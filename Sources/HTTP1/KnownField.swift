/// The fields that are recognised while a head is parsed, so that nobody scans for them again.
package enum KnownField: UInt8, Sendable, Equatable, CaseIterable {
    case host, contentLength, transferEncoding, connection
    case te, trailer, upgrade, http2Settings, keepAlive, proxyConnection, proxyAuthenticate, proxyAuthorization
    case expect, contentType, contentEncoding, accept, acceptEncoding
    case authorization, wwwAuthenticate, apiKey, requestID
    case via, date, server, userAgent, location, retryAfter, forwarded, forwardedFor, traceParent
    case origin, accessControlRequestMethod

    /// As it is written, in lower case.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .http2Settings: "http2-settings"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .expect: "expect"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .authorization: "authorization"
        case .wwwAuthenticate: "www-authenticate"
        case .apiKey: "x-api-key"
        case .requestID: "x-request-id"
        case .via: "via"
        case .date: "date"
        case .server: "server"
        case .userAgent: "user-agent"
        case .location: "location"
        case .retryAfter: "retry-after"
        case .forwarded: "forwarded"
        case .forwardedFor: "x-forwarded-for"
        case .traceParent: "traceparent"
        case .origin: "origin"
        case .accessControlRequestMethod: "access-control-request-method"
        }
    }

    /// The known field whose name is in `range`, in any letter case.
    ///
    /// Length and first letter leave one candidate at most, so one comparison settles it.
    static func recognised(_ input: Span<UInt8>, in range: Range<Int>) -> Self? {
        let first = input[range.lowerBound] | 0x20
        let candidate: Self
        switch (range.count, first) {
        case (2, UInt8(ascii: "t")): candidate = .te
        case (3, UInt8(ascii: "v")): candidate = .via
        case (4, UInt8(ascii: "h")): candidate = .host
        case (4, UInt8(ascii: "d")): candidate = .date
        case (6, UInt8(ascii: "a")): candidate = .accept
        case (6, UInt8(ascii: "e")): candidate = .expect
        case (6, UInt8(ascii: "o")): candidate = .origin
        case (6, UInt8(ascii: "s")): candidate = .server
        case (7, UInt8(ascii: "t")): candidate = .trailer
        case (7, UInt8(ascii: "u")): candidate = .upgrade
        case (8, UInt8(ascii: "l")): candidate = .location
        case (9, UInt8(ascii: "f")): candidate = .forwarded
        case (9, UInt8(ascii: "x")): candidate = .apiKey
        case (10, UInt8(ascii: "c")): candidate = .connection
        case (10, UInt8(ascii: "k")): candidate = .keepAlive
        case (10, UInt8(ascii: "u")): candidate = .userAgent
        case (11, UInt8(ascii: "r")): candidate = .retryAfter
        case (11, UInt8(ascii: "t")): candidate = .traceParent
        case (12, UInt8(ascii: "c")): candidate = .contentType
        case (12, UInt8(ascii: "x")): candidate = .requestID
        case (13, UInt8(ascii: "a")): candidate = .authorization
        case (14, UInt8(ascii: "c")): candidate = .contentLength
        case (14, UInt8(ascii: "h")): candidate = .http2Settings
        case (15, UInt8(ascii: "a")): candidate = .acceptEncoding
        case (15, UInt8(ascii: "x")): candidate = .forwardedFor
        case (16, UInt8(ascii: "c")): candidate = .contentEncoding
        case (16, UInt8(ascii: "p")): candidate = .proxyConnection
        case (16, UInt8(ascii: "w")): candidate = .wwwAuthenticate
        case (17, UInt8(ascii: "t")): candidate = .transferEncoding
        case (18, UInt8(ascii: "p")): candidate = .proxyAuthenticate
        case (19, UInt8(ascii: "p")): candidate = .proxyAuthorization
        case (29, UInt8(ascii: "a")): candidate = .accessControlRequestMethod
        default: return nil
        }
        return input.matches(candidate.name, in: range) ? candidate : nil
    }

    /// Whether it concerns one connection only and is never passed on (RFC 9110 § 7.6.1).
    ///
    /// Beside these, whatever `Connection` names is (`FieldSection.isNamedByConnection`).
    package var isHopByHop: Bool {
        switch self {
        case .connection, .te, .trailer, .transferEncoding, .upgrade, .http2Settings, .keepAlive, .proxyConnection,
            .proxyAuthenticate, .proxyAuthorization:
            true
        default: false
        }
    }

    /// Whether it decides framing, routing or authentication and so must not come after the content
    /// (RFC 9110 § 6.5.1).
    var isForbiddenInTrailers: Bool {
        switch self {
        case .host, .contentLength, .expect, .authorization, .apiKey: true
        default: self.isHopByHop
        }
    }

    /// Its bit in a set of known fields.
    @inline(__always) var bit: UInt32 { 1 << UInt32(self.rawValue) }
}
