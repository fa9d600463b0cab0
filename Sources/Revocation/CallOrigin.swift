/// Where a call came from, for whoever carries it on: identifiers and addresses, never credentials.
package struct CallOrigin: Sendable {
    package let requestID: RequestID
    /// `traceparent` as the caller sent it (W3C Trace Context § 3.2), well-formed.
    package let traceParent: [UInt8]?
    /// Set where the route's upstream is to be told.
    package let forwarded: ForwardedOrigin?

    package init(requestID: RequestID, traceParent: [UInt8]? = nil, forwarded: ForwardedOrigin? = nil) {
        self.requestID = requestID
        self.traceParent = traceParent
        self.forwarded = forwarded
    }
}

/// The client, and the proxies in front of this one as far as they are trusted. Values of header fields. A class, so that
/// the many calls without one carry nothing for it.
package final class ForwardedOrigin: Sendable {
    /// `X-Forwarded-For`: addresses, the client's first.
    package let addresses: [UInt8]
    /// `X-Forwarded-Proto`: `http` or `https`.
    package let scheme: [UInt8]
    /// `X-Forwarded-Host`: what the client asked for; empty when it named nothing.
    package let host: [UInt8]
    /// `Forwarded` (RFC 7239).
    package let elements: [UInt8]

    package init(addresses: [UInt8], scheme: [UInt8], host: [UInt8], elements: [UInt8]) {
        self.addresses = addresses
        self.scheme = scheme
        self.host = host
        self.elements = elements
    }
}
