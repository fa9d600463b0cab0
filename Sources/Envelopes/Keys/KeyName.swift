/// The rule for names that become file names: 1 to 64 of `a-z`, `0-9` and `-`, beginning with a letter or digit.
/// Reserved keys of the gateway itself carry a dot, so that no operator's key can take their place.
package enum KeyName {
    /// Authenticates stored API keys (HMAC-SHA-256).
    package static let apiKeys = "revgate.api-keys"
    /// Fingerprints and seals what the ledger knows.
    package static let subjects = "revgate.subjects"

    /// `consumers.json` lies in the same folder; `key: consumer` in a route means no one key.
    private static let taken = ["consumer", "consumers"]

    package static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard (1...64).contains(bytes.count), bytes.first != UInt8(ascii: "-"), !self.taken.contains(name) else {
            return false
        }
        return bytes.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    package static func isReserved(_ name: String) -> Bool {
        name == self.apiKeys || name == self.subjects
    }
}
