import Revocation

/// The claims of a subject as one column: `at i64 | name` each, little-endian, the name a ``StoredName``.
enum ClaimList {
    static func encode(_ claims: [Claim], names: borrowing ConsumerNames) -> [UInt8] {
        var bytes: [UInt8] = []
        for claim in claims {
            withUnsafeBytes(of: claim.at.milliseconds.littleEndian) { bytes.append(contentsOf: $0) }
            StoredName.append(names.name(of: claim.by), to: &bytes)
        }
        return bytes
    }

    /// Nil: not what ``encode(_:names:)`` writes.
    static func decode(_ bytes: UnsafeRawBufferPointer, names: inout ConsumerNames) -> [Claim]? {
        var claims: [Claim] = []
        var offset = 0
        while offset < bytes.count {
            guard bytes.count - offset >= 10 else { return nil }
            let at = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
            var length = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt16.self)))
            offset += 10
            if length == StoredName.longMark {
                guard bytes.count - offset >= 4 else { return nil }
                length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                offset += 4
            }
            guard bytes.count - offset >= length else { return nil }
            let name = String(decoding: bytes[offset..<(offset + length)], as: UTF8.self)
            claims.append(Claim(at: Timestamp(milliseconds: at), by: names.number(for: name)))
            offset += length
        }
        return claims
    }
}
