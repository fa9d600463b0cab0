/// The method of a request (RFC 9110 § 9), case-sensitive.
///
/// A closed list: the methods of RFC 9110 and RFC 5789 have a case each, those of WebDAV and its relatives are `other`,
/// and everything else is refused before it is a `Method`. CONNECT is not among them, since no tunnel is ever opened.
package enum Method: UInt8, Sendable, Equatable, CaseIterable {
    case get
    case head
    case post
    case put
    case delete
    case options
    case trace
    case patch
    /// A registered method that only forward routes pass on; its token is at `RequestHead.methodRange`.
    case other

    /// As it is written; nil for `other`.
    package var token: StaticString? {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .other: nil
        }
    }

    /// The method written in `range`, or nil when it is none of the list.
    static func recognised(_ input: Span<UInt8>, in range: Range<Int>) -> Self? {
        guard range.count <= 8 else { return Self.isOtherLong(input, in: range) ? .other : nil }
        var word: UInt64 = 0
        for index in range { word = word << 8 | UInt64(input[index]) }
        switch word {
        case 0x47_4554: return .get
        case 0x504F_5354: return .post
        case 0x4845_4144: return .head
        case 0x50_5554: return .put
        case 0x4445_4C45_5445: return .delete
        case 0x4F_5054_494F_4E53: return .options
        case 0x54_5241_4345: return .trace
        case 0x50_4154_4348: return .patch
        default: return Self.isOther(input, in: range) ? .other : nil
        }
    }

    private static func isOther(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        input.equals("PROPFIND", in: range) || input.equals("REPORT", in: range)
            || input.equals("COPY", in: range) || input.equals("MOVE", in: range)
            || input.equals("LOCK", in: range) || input.equals("UNLOCK", in: range)
            || input.equals("MKCOL", in: range) || input.equals("SEARCH", in: range)
            || input.equals("BIND", in: range) || input.equals("REBIND", in: range)
            || input.equals("UNBIND", in: range) || input.equals("ACL", in: range)
            || input.equals("CHECKOUT", in: range) || input.equals("MERGE", in: range)
            || input.equals("M-SEARCH", in: range) || input.equals("NOTIFY", in: range)
            || input.equals("PURGE", in: range) || input.equals("LINK", in: range)
            || input.equals("UNLINK", in: range) || input.equals("SOURCE", in: range)
            || input.equals("QUERY", in: range)
    }

    private static func isOtherLong(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        input.equals("PROPPATCH", in: range) || input.equals("MKACTIVITY", in: range)
            || input.equals("MKCALENDAR", in: range) || input.equals("SUBSCRIBE", in: range)
            || input.equals("UNSUBSCRIBE", in: range)
    }
}

extension Span<UInt8> {
    /// Whether the bytes in `range` are exactly `text`.
    func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let expected = unsafe text.utf8Start
        for offset in 0..<range.count {
            guard unsafe self[range.lowerBound &+ offset] == expected[offset] else { return false }
        }
        return true
    }
}
