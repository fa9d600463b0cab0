import Revocation

/// The filter of folded fingerprints while it is being filled from the table, and after.
///
/// Until the scan is through, every question is passed on to the table. What is folded meanwhile is inserted at once,
/// so it does not matter on which side of the scan's place it lies.
struct FilterScan {
    /// 384 KiB; later layers double.
    private static let firstCapacity = 1 << 18

    private var filter: FingerprintFilter
    private var cursor: Fingerprint?
    private(set) var isComplete = false

    init() {
        self.filter = FingerprintFilter(capacity: Self.firstCapacity)
    }

    func mayContain(_ fingerprint: Fingerprint) -> Bool {
        !self.isComplete || self.filter.mayContain(fingerprint)
    }

    mutating func insert(_ fingerprint: Fingerprint) {
        self.filter.insert(fingerprint)
    }

    /// Takes in up to `limit` fingerprints more; true when all are in.
    mutating func advance(over table: SubjectTable, limit: Int) throws(StoreFailure) -> Bool {
        guard !self.isComplete else { return true }
        let (count, last) = try table.fingerprints(after: self.cursor, limit: limit) { self.filter.insert($0) }
        self.cursor = last
        self.isComplete = count < limit
        return self.isComplete
    }
}
