/// A consumer's name in a row: `length u16`, UTF-8; from 65,535 bytes on `65,535 u16 | length u32`, UTF-8.
///
/// Names are short, and checked where consumers are configured. The long form is there so that no name that slips
/// through is cut short, which could make it another consumer's, or ends the process.
enum StoredName {
    /// In place of the length: it follows, four bytes wide.
    static let longMark = 0xFFFF

    static func append(_ name: String, to bytes: inout [UInt8]) {
        let count = name.utf8.count
        if count < Self.longMark {
            withUnsafeBytes(of: UInt16(count).littleEndian) { bytes.append(contentsOf: $0) }
        } else {
            withUnsafeBytes(of: UInt16(Self.longMark).littleEndian) { bytes.append(contentsOf: $0) }
            // What SQLite takes in one row is far below 2^32 bytes.
            withUnsafeBytes(of: UInt32(clamping: count).littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.append(contentsOf: name.utf8)
    }
}
