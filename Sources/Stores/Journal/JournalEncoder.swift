import Revocation

/// Builds one journal row in a buffer that is kept from row to row.
struct JournalEncoder {
    private var bytes: [UInt8] = []
    private(set) var count: UInt32 = 0
    private let checksum = Checksum()

    init() {
        self.reset()
    }

    var isEmpty: Bool { self.count == 0 }

    /// Bytes before the next entry.
    var length: Int { self.bytes.count }

    /// The sealed value of an entry that ``length`` stood before; empty when it is of another subject.
    func sealedValue(at offset: Int, of fingerprint: Fingerprint) -> [UInt8] {
        self.bytes.withUnsafeBytes { bytes in
            (try? JournalDecoder.sealedValue(at: offset, of: fingerprint, in: bytes)) ?? []
        }
    }

    mutating func reset() {
        self.bytes.removeAll(keepingCapacity: true)
        self.bytes.append(JournalLayout.version)
        self.append(UInt32(0))
        self.count = 0
    }

    mutating func append(
        _ fingerprint: Fingerprint, _ kind: RecordKind, _ event: SubjectEvent, sealedValue: [UInt8],
        names: borrowing ConsumerNames
    ) {
        self.count += 1
        switch event {
        case .claimed(let claim):
            self.appendHead(JournalLayout.claimed, kind, fingerprint)
            self.append(claim, names)
        case .bound(let claim):
            self.appendHead(JournalLayout.bound, kind, fingerprint)
            self.append(claim, names)
        case .learned(let facts, let revocation):
            self.appendHead(JournalLayout.learned, kind, fingerprint)
            self.append(facts, revocation, names)
        }
        self.append(UInt32(sealedValue.count))
        self.bytes.append(contentsOf: sealedValue)
    }

    /// Closes the row and lends it.
    mutating func withRow<T>(_ body: (UnsafeRawBufferPointer) throws(StoreFailure) -> T) throws(StoreFailure) -> T {
        self.bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: self.count.littleEndian, toByteOffset: 1, as: UInt32.self)
        }
        self.append(self.bytes.withUnsafeBytes { self.checksum.of($0) })
        var result: Result<T, StoreFailure>?
        self.bytes.withUnsafeBytes { bytes in
            do throws(StoreFailure) {
                result = .success(try body(bytes))
            } catch {
                result = .failure(error)
            }
        }
        return try result!.get()
    }

    private mutating func appendHead(_ tag: UInt8, _ kind: RecordKind, _ fingerprint: Fingerprint) {
        self.bytes.append(tag)
        self.bytes.append(kind.rawValue)
        self.append(fingerprint)
    }

    private mutating func append(_ facts: TokenFacts, _ revocation: Claim?, _ names: borrowing ConsumerNames) {
        var mask: UInt8 = 0
        if facts.pair != nil { mask |= JournalLayout.pair }
        if facts.owner != nil { mask |= JournalLayout.owner }
        if facts.kind != nil { mask |= JournalLayout.tokenKind }
        if facts.grant != nil { mask |= JournalLayout.grant }
        if facts.expiresAt != nil { mask |= JournalLayout.expiresAt }
        if revocation != nil { mask |= JournalLayout.revocation }
        self.bytes.append(mask)
        self.append(facts.recordedAt.milliseconds)
        if let pair = facts.pair { self.append(pair) }
        if let owner = facts.owner { self.append(names.name(of: owner)) }
        if let kind = facts.kind { self.bytes.append(kind.rawValue) }
        if let grant = facts.grant { self.append(grant) }
        if let expiresAt = facts.expiresAt { self.append(expiresAt.milliseconds) }
        if let revocation { self.append(revocation, names) }
    }

    private mutating func append(_ claim: Claim, _ names: borrowing ConsumerNames) {
        self.append(claim.at.milliseconds)
        self.append(names.name(of: claim.by))
    }

    private mutating func append(_ fingerprint: Fingerprint) {
        let words = (fingerprint.high.bigEndian, fingerprint.low.bigEndian)
        withUnsafeBytes(of: words) { self.bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ name: String) {
        StoredName.append(name, to: &self.bytes)
    }

    private mutating func append(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.littleEndian) { self.bytes.append(contentsOf: $0) }
    }
}
