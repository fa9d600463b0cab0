/// Who calls the gateway: a name, its API keys, and what its holder may do.
package struct Consumer: Codable, Equatable, Sendable {
    package enum State: String, Codable, Sendable {
        case enabled
        case disabled
    }

    package let name: String
    package var state: State
    package var keys: [StoredAPIKey]
    /// Names of the routes it may use; nil for every route but introspection.
    package var allow: [String]?
    /// The named key of its bodies, for routes with `key: consumer`.
    package var bodyKey: String?
    /// The profile it should seal with, of a route that takes several: tried before the others.
    package var bodyProfile: String?
    /// The named key that replies to it are sealed under, where the profile wants one of its own.
    package var responseKey: String?
    /// The named key that what it signs is verified under.
    package var signatureKey: String?

    package init(name: String, keys: [StoredAPIKey], allow: [String]? = nil, bodyKey: String? = nil) {
        self.name = name
        self.state = .enabled
        self.keys = keys
        self.allow = allow
        self.bodyKey = bodyKey
    }

    /// 1 to 64 of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: safe in a log line, a header and a Basic user name.
    package static func isValidName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    enum CodingKeys: String, CodingKey {
        case name
        case state
        case keys
        case allow
        case bodyKey = "body-key"
        case bodyProfile = "body-profile"
        case responseKey = "response-key"
        case signatureKey = "signature-key"
    }
}

/// An API key as it is kept: never itself, only its HMAC-SHA-256 under the reserved key of the key directory.
package struct StoredAPIKey: Codable, Equatable, Sendable {
    /// 64 lower-case hex digits.
    package let digest: String
    /// RFC 3339.
    package let created: String

    package init(digest: String, created: String) {
        self.digest = digest
        self.created = created
    }
}
