import Revocation

/// The subjects and grants that journal rows have touched and that are not folded yet, by fingerprint.
///
/// In 64 parts, so that growing rehashes a part at a time and no caller waits for all of it.
struct Overlay {
    struct Entry {
        var record: SubjectRecord
        /// The last journal row that touched the subject: once that is folded, the entry is not needed.
        var lastRow: Int64
        /// Where the first entry stands that touched the subject, which has its sealed value if the table has not: rows
        /// before the last, and bytes into that row. Four bytes each keep the entry small.
        fileprivate var rowsSinceFirst: UInt32 = 0
        fileprivate var firstOffset: UInt32

        init(record: SubjectRecord, place: JournalPlace) {
            self.record = record
            self.lastRow = place.row
            self.firstOffset = UInt32(clamping: place.offset)
        }

        fileprivate mutating func keepFirst(of earlier: Entry) {
            self.rowsSinceFirst = UInt32(clamping: self.lastRow - earlier.lastRow + Int64(earlier.rowsSinceFirst))
            self.firstOffset = earlier.firstOffset
        }
    }

    private static let partBits: UInt64 = 6

    private var parts = [[Fingerprint: Entry]](repeating: [:], count: 1 << Overlay.partBits)
    private(set) var count = 0

    private static func part(of fingerprint: Fingerprint) -> Int {
        Int(fingerprint.low >> (64 - Self.partBits))
    }

    func record(_ fingerprint: Fingerprint) -> SubjectRecord? {
        self.parts[Self.part(of: fingerprint)][fingerprint]?.record
    }

    /// Where in the journal the subject was touched first since it was folded.
    func firstPlace(of fingerprint: Fingerprint) -> JournalPlace? {
        guard let entry = self.parts[Self.part(of: fingerprint)][fingerprint] else { return nil }
        return JournalPlace(row: entry.lastRow - Int64(entry.rowsSinceFirst), offset: Int(entry.firstOffset))
    }

    /// - Parameter place: of the entry that made the record what it is.
    mutating func set(_ fingerprint: Fingerprint, _ record: SubjectRecord, at place: JournalPlace) {
        let part = Self.part(of: fingerprint)
        let entry = Entry(record: record, place: place)
        if let earlier = self.parts[part].updateValue(entry, forKey: fingerprint) {
            self.parts[part][fingerprint]?.keepFirst(of: earlier)
        } else {
            self.count += 1
        }
    }

    /// Drops the subject if nothing later than `row` has touched it.
    mutating func drop(_ fingerprint: Fingerprint, foldedThrough row: Int64) {
        let part = Self.part(of: fingerprint)
        guard let entry = self.parts[part][fingerprint], entry.lastRow <= row else { return }
        self.parts[part][fingerprint] = nil
        self.count -= 1
    }

    mutating func dropAll(foldedThrough row: Int64) {
        for part in self.parts.indices {
            self.parts[part] = self.parts[part].filter { $0.value.lastRow > row }
        }
        self.count = self.parts.reduce(0) { $0 + $1.count }
    }

    /// The subjects behind `cursor` that satisfy `isWanted`, in order of fingerprint.
    func sorted(
        after cursor: Fingerprint?, where isWanted: (SubjectRecord) -> Bool
    ) -> [(fingerprint: Fingerprint, record: SubjectRecord)] {
        var found: [(fingerprint: Fingerprint, record: SubjectRecord)] = []
        for part in self.parts {
            for (fingerprint, entry) in part where isWanted(entry.record) {
                if let cursor, fingerprint <= cursor { continue }
                found.append((fingerprint, entry.record))
            }
        }
        return found.sorted { $0.fingerprint < $1.fingerprint }
    }
}
