/// Most of what a message or a document of keys may hold, so that none costs much before it is refused.
enum JOSELimits {
    /// Bytes of the JSON of a header.
    static let headerLength = 16 * 1024
    /// How deep objects and lists nest.
    static let depth = 8
    /// Recipients of a message in the general JSON serialisation.
    static let recipients = 16
    /// Pairs of a recipient and a key version that are tried.
    static let attempts = 8
    /// Those of them that cost more than a few microseconds: several versions of one key, but no list of recipients.
    static let costlyAttempts = 4
    /// Members of objects and elements of lists, over all of a message.
    static let members = 256
    /// The same of a document of keys.
    static let keyMembers = 4096
    /// Keys of a set.
    static let keys = 128
    /// Bytes of a document of keys.
    static let keyDocumentLength = 1 << 20
    /// Bytes of a `kid`.
    static let identifierLength = 512
}
