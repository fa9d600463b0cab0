import JSONText

/// The result codes of a reply of the payments token service: an outer `resCode`, and one in `data` where that has one.
enum TokenServiceCodes {
    /// What one code means.
    enum Meaning {
        case success
        case unknownToken
        case other
    }

    /// What the two codes of one reply mean.
    struct Levels {
        let outer: Meaning
        let inner: Meaning?
        /// `data` is there, and is no object that could hold a code.
        var hasPlainData = false
    }

    enum OnLevels {
        case read(Levels)
        /// An object without an outer code, or no object.
        case absent
        /// A code is neither an integer nor a string.
        case malformed
        /// No strict JSON, or a repeated name.
        case notJSON
    }

    private static let envelope: JSONNames = ["resCode", "data"]
    private static let inner: JSONNames = ["resCode"]

    static func levels(of body: Span<UInt8>, _ codes: ClientCodes) -> OnLevels {
        do throws(JSONFailure) {
            let members = try JSONMembers(of: body, self.envelope)
            guard let code = members[0] else { return .absent }
            guard let outer = self.meaning(of: code, in: body, codes) else { return .malformed }
            guard let data = members[1], data.kind != .null else { return .read(Levels(outer: outer, inner: nil)) }
            guard data.kind == .object else {
                return .read(Levels(outer: outer, inner: nil, hasPlainData: true))
            }
            guard let code = try JSONMembers(of: data, in: body, self.inner)[0] else {
                return .read(Levels(outer: outer, inner: nil))
            }
            guard let inner = self.meaning(of: code, in: body, codes) else { return .malformed }
            return .read(Levels(outer: outer, inner: inner))
        } catch {
            return error.fault == .notAnObject ? .absent : .notJSON
        }
    }

    private static func meaning(of code: JSONValue, in body: Span<UInt8>, _ codes: ClientCodes) -> Meaning? {
        switch code.kind {
        case .string:
            return ReplyCode.withString(code, of: body) { self.meaning(of: $0, codes) }
        case .number:
            guard JSONText.integer(code, of: body) != nil else { return nil }
            return self.meaning(of: body.extracting(code.range), codes)
        case .bool, .null, .object, .array:
            return nil
        }
    }

    /// A code that is listed as unknown is no success, whatever the dialect's rule says of it.
    private static func meaning(of code: Span<UInt8>, _ codes: ClientCodes) -> Meaning {
        if ReplyCode.isListed(code, in: codes.unknownToken) { return .unknownToken }
        let isSuccess =
            switch codes.success {
            case .dialect: self.isSuccess(code)
            case .listed(let list): ReplyCode.isListed(code, in: list)
            }
        return isSuccess ? .success : .other
    }

    /// `100`, `200`, `00`, or a module's `TOK200`, `MER_2000`: `^[A-Z]+_?20+0$`.
    static func isSuccess(_ code: Span<UInt8>) -> Bool {
        if ReplyCode.spells(code, "100") || ReplyCode.spells(code, "200") || ReplyCode.spells(code, "00") {
            return true
        }
        var position = 0
        while position < code.count, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(code[position]) { position += 1 }
        guard position > 0 else { return false }
        if position < code.count, code[position] == UInt8(ascii: "_") { position += 1 }
        guard position < code.count, code[position] == UInt8(ascii: "2") else { return false }
        let zeros = (position + 1)..<code.count
        return zeros.count >= 2 && zeros.allSatisfy { code[$0] == UInt8(ascii: "0") }
    }
}
