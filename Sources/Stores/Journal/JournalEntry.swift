import Revocation

/// One subject's event in the journal, with the subject's value where it may be new to the store.
struct JournalEntry: Equatable, Sendable {
    let fingerprint: Fingerprint
    let kind: RecordKind
    let event: SubjectEvent
    /// Sealed under the store's key; empty when an earlier entry or the table already holds it.
    let sealedValue: [UInt8]
}

/// Where an entry stands in the journal.
struct JournalPlace: Equatable, Sendable {
    let row: Int64
    /// Bytes from the row's start to the entry's.
    var offset: Int
}

/// Tags and sizes of a journal row. Stored: numbers are never reused, a change of layout is a new version.
///
/// ```
/// row     version u8 | count u32 | entry * count | crc32 u32 over all before
/// entry   tag u8 | record kind u8 | fingerprint 16 | payload | length u32, sealed value
/// claimed, bound   at i64 | name
/// learned          field mask u8 | recorded at i64 | the fields of the mask, in order of their bits
/// name             ``StoredName``; empty for the operator
/// ```
/// Integers are little-endian; fingerprints are stored as in the table, big-endian.
enum JournalLayout {
    static let version: UInt8 = 1
    static let headerLength = 5
    static let checksumLength = 4

    static let claimed: UInt8 = 1
    static let bound: UInt8 = 2
    static let learned: UInt8 = 3

    static let pair: UInt8 = 1 << 0
    static let owner: UInt8 = 1 << 1
    static let tokenKind: UInt8 = 1 << 2
    static let grant: UInt8 = 1 << 3
    static let expiresAt: UInt8 = 1 << 4
    static let revocation: UInt8 = 1 << 5
}
