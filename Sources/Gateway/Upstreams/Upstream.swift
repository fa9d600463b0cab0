package import Dialects
package import Pooling
package import Primitives

/// One entry of `upstreams:`: where a legacy service stands, what it speaks, and how it is treated. Immutable; a class
/// so that routes, revokers and pools share one.
package final class Upstream: Sendable {
    /// One of its addresses, as a URL names it.
    package struct Endpoint: Hashable, Sendable {
        /// A name or an address literal without brackets.
        package let host: String
        package let port: Int
        /// Path and query, as the request line has them.
        package let target: String
        /// `https`.
        package let isSecure: Bool

        package init(host: String, port: Int, target: String, isSecure: Bool = false) {
            self.host = host
            self.port = port
            self.target = target
            self.isSecure = isSecure
        }

        /// The value of `Host` (RFC 9110 § 7.2).
        package var authority: String {
            let name = self.host.contains(":") ? "[\(self.host)]" : self.host
            return self.port == Self.defaultPort(isSecure: self.isSecure) ? name : "\(name):\(self.port)"
        }

        /// The port that a URL need not name (RFC 9110 § 4.2).
        package static func defaultPort(isSecure: Bool) -> Int { isSecure ? 443 : 80 }
    }

    /// The gateway's own credential there.
    package enum Credential: Equatable, Sendable {
        case apiKey(SecretBytes)
        /// `user:password`, not encoded.
        case basic(SecretBytes)
        case bearer(SecretBytes)
        /// A Bearer token that is fetched and renewed; no part of the fixed heads.
        case clientCredentials(ClientCredentials)
    }

    /// Header fields about an exchange that travel to the upstream. Nothing else of the caller's does.
    package struct PassedFields: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let requestID = PassedFields(rawValue: 1)
        package static let traceParent = PassedFields(rawValue: 2)
        /// `X-Forwarded-For`, `-Proto` and `-Host`.
        package static let xForwarded = PassedFields(rawValue: 4)
        /// `Forwarded` (RFC 7239).
        package static let forwarded = PassedFields(rawValue: 8)
    }

    /// A field of ``PassedFields`` as the configuration names it.
    package enum PassedField: String, CaseIterable, Sendable {
        case requestID = "x-request-id"
        case traceParent = "traceparent"
        case xForwarded = "x-forwarded"
        case forwarded

        package var option: PassedFields {
            switch self {
            case .requestID: .requestID
            case .traceParent: .traceParent
            case .xForwarded: .xForwarded
            case .forwarded: .forwarded
            }
        }
    }

    /// A `GET` that tells whether an address is well, asked in turns. Times in milliseconds.
    package struct HealthCheck: Equatable, Sendable {
        package var target: String
        package var interval = 5_000
        package var timeout = 1_000
        /// Good answers in a row until an address counts as well again.
        package var rise = 2
        /// Bad answers in a row until it does not.
        package var fall = 3

        package init(target: String) {
            self.target = target
        }
    }

    package let name: String
    package let endpoints: [Endpoint]
    /// nil: an upstream for forward routes only.
    package let dialect: ClientDialect?
    /// Codes in its replies that decide, as the dialect reads them.
    package let codes: ClientCodes
    /// nil: bodies travel in the clear.
    package let cipher: Cipher?
    package let credential: Credential?
    package let passes: PassedFields
    /// From the call to its outcome, waiting, connecting and retries included; milliseconds.
    package let timeout: Int
    /// A longer reply is not read to its end; bytes.
    package let replyLimit: Int
    /// How often names are resolved again; milliseconds.
    package let resolveInterval: Int
    package let pool: PoolSettings
    package let health: HealthCheck?
    /// How connections are secured; nil: its URLs are clear.
    package let tls: UpstreamTLS?

    package init(
        name: String, endpoints: [Endpoint], dialect: ClientDialect?, codes: ClientCodes, cipher: Cipher? = nil,
        credential: Credential? = nil, passes: PassedFields = [.requestID, .traceParent], timeout: Int = 2_000,
        replyLimit: Int = 65_536, resolveInterval: Int = 30_000, pool: PoolSettings = .defaults,
        health: HealthCheck? = nil, tls: UpstreamTLS? = nil
    ) {
        precondition(!endpoints.isEmpty, "an upstream has an address")
        precondition(endpoints.allSatisfy { $0.isSecure == (tls != nil) }, "its addresses are all https, or all http")
        self.name = name
        self.endpoints = endpoints
        self.dialect = dialect
        self.codes = codes
        self.cipher = cipher
        self.credential = credential
        self.passes = passes
        self.timeout = timeout
        self.replyLimit = replyLimit
        self.resolveInterval = resolveInterval
        self.pool = pool
        self.health = health
        self.tls = tls
    }
}
