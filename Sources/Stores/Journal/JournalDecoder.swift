import Revocation

/// Reads one journal row; every length is checked, and a row that fails its checksum is read not at all.
struct JournalDecoder {
    /// What is wrong with a row, for the operator.
    enum Fault: String, Error, Equatable, Sendable {
        case version = "its version is not known"
        case checksum = "its checksum does not match"
        case truncated = "it ends early"
        case trailing = "it has bytes left over"
        case value = "it has a value out of range"
    }

    private static let checksum = Checksum()

    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    private let end: Int
    private var left: UInt32

    init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        let end = bytes.count - JournalLayout.checksumLength
        guard end >= JournalLayout.headerLength else { throw .truncated }
        guard bytes[0] == JournalLayout.version else { throw .version }
        let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        guard stored == Self.checksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<end])) else { throw .checksum }
        self.bytes = bytes
        self.offset = JournalLayout.headerLength
        self.end = end
        self.left = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
    }

    private init(oneEntryAt offset: Int, in bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        self.offset = offset
        self.end = bytes.count
        self.left = 1
    }

    /// The sealed value of the entry at an offset of a row, closed or not; empty when it is of another subject.
    ///
    /// The checksum is not looked at: it takes the whole row, and a sealed value is authenticated under its fingerprint.
    static func sealedValue(
        at offset: Int, of fingerprint: Fingerprint, in bytes: UnsafeRawBufferPointer
    ) throws(Fault) -> [UInt8] {
        var decoder = JournalDecoder(oneEntryAt: offset, in: bytes)
        var names = ConsumerNames()
        guard let entry = try decoder.next(&names), entry.fingerprint == fingerprint else { return [] }
        return entry.sealedValue
    }

    /// How many entries the row says it has.
    var count: Int { Int(self.left) }

    /// Nil behind the last entry.
    mutating func next(_ names: inout ConsumerNames) throws(Fault) -> JournalEntry? {
        guard self.left > 0 else {
            guard self.offset == self.end else { throw .trailing }
            return nil
        }
        self.left -= 1
        let tag = try self.integer(UInt8.self)
        guard let kind = RecordKind(rawValue: try self.integer(UInt8.self)) else { throw .value }
        let fingerprint = try self.fingerprint()
        let event: SubjectEvent
        switch tag {
        case JournalLayout.claimed: event = .claimed(try self.claim(&names))
        case JournalLayout.bound: event = .bound(try self.claim(&names))
        case JournalLayout.learned: event = try self.learned(&names)
        default: throw .value
        }
        let sealed = try self.take(Int(try self.integer(UInt32.self)))
        return JournalEntry(fingerprint: fingerprint, kind: kind, event: event, sealedValue: Array(sealed))
    }

    private mutating func learned(_ names: inout ConsumerNames) throws(Fault) -> SubjectEvent {
        let mask = try self.integer(UInt8.self)
        var facts = TokenFacts(recordedAt: Timestamp(milliseconds: try self.integer(Int64.self)))
        if mask & JournalLayout.pair != 0 { facts.pair = try self.fingerprint() }
        if mask & JournalLayout.owner != 0 { facts.owner = names.number(for: try self.name()) }
        if mask & JournalLayout.tokenKind != 0 {
            guard let kind = TokenKind(rawValue: try self.integer(UInt8.self)) else { throw .value }
            facts.kind = kind
        }
        if mask & JournalLayout.grant != 0 { facts.grant = try self.fingerprint() }
        if mask & JournalLayout.expiresAt != 0 {
            facts.expiresAt = Timestamp(milliseconds: try self.integer(Int64.self))
        }
        let revocation = mask & JournalLayout.revocation != 0 ? try self.claim(&names) : nil
        return .learned(facts, revocation: revocation)
    }

    private mutating func claim(_ names: inout ConsumerNames) throws(Fault) -> Claim {
        let at = Timestamp(milliseconds: try self.integer(Int64.self))
        return Claim(at: at, by: names.number(for: try self.name()))
    }

    private mutating func name() throws(Fault) -> String {
        var length = Int(try self.integer(UInt16.self))
        if length == StoredName.longMark { length = Int(try self.integer(UInt32.self)) }
        return String(decoding: try self.take(length), as: UTF8.self)
    }

    private mutating func fingerprint() throws(Fault) -> Fingerprint {
        let high = try self.integer(UInt64.self).byteSwapped
        return Fingerprint(high: high, low: try self.integer(UInt64.self).byteSwapped)
    }

    private mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(Fault) -> T {
        T(littleEndian: try self.take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
    }

    private mutating func take(_ count: Int) throws(Fault) -> UnsafeRawBufferPointer {
        guard self.end - self.offset >= count else { throw .truncated }
        defer { self.offset += count }
        return UnsafeRawBufferPointer(rebasing: self.bytes[self.offset..<(self.offset + count)])
    }
}
