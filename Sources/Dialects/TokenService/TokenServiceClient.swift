import JSONText
import Primitives
import Revocation

extension ClientDialect {
    /// The payments token service of seed 000 as an upstream; it revokes by reference only.
    package static let tokenService = ClientDialect(
        name: .tokenService, clearContentType: "text/plain", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []),
        isSuccess: { code in
            let bytes = Array(code.utf8)
            return TokenServiceClient.isSuccess(bytes.span)
        }, expresses: { $0 == .reference },
        renderRequest: TokenServiceClient.renderRequest, readReply: TokenServiceClient.readReply)
}

/// Its replies have an outer `resCode` and may have one in `data`; dialects.md § 1.3 shows both forms, and codes as
/// numbers and as strings.
///
/// | outer | inner | says |
/// |---|---|---|
/// | success | none, success | revoked, with HTTP 2xx; else nothing, for the status contradicts it |
/// | success | unknown | unknown: the call arrived, its business failed |
/// | unknown | none, unknown, other | unknown |
/// | unknown | success | nothing: a contradiction |
/// | other | unknown | unknown |
/// | success, other | other | nothing |
/// | other | none, success | nothing |
///
/// What says nothing with HTTP 401 or 403 and claims no success in either place is a refused credential.
enum TokenServiceClient {
    private static let envelope: JSONNames = ["resCode", "data"]
    private static let inner: JSONNames = ["resCode"]

    /// What one code means.
    private enum Meaning {
        case success
        case unknownToken
        case other
    }

    /// What the two codes of one reply mean.
    private struct Levels {
        let outer: Meaning
        let inner: Meaning?
    }

    @Sendable
    static func renderRequest(_ call: RevocationCall, _ body: SecretBuffer) {
        precondition(call.subject.kind == .reference, "the token service is asked about references only")
        body.append(#"{"tokenReferenceId":""#)
        JSONText.forEachEscapedPiece(of: call.subject.value.bytes) { body.append($0) }
        body.append(#""}"#)
    }

    @Sendable
    static func readReply(_ status: Int, _ body: Span<UInt8>, _ codes: ClientCodes) -> ClientReading {
        let isRefusal = status == 401 || status == 403
        guard let levels = self.levels(of: body, codes) else { return isRefusal ? .credentialRefused : .notUnderstood }
        switch (levels.outer, levels.inner) {
        case (.success, nil), (.success, .success):
            return (200...299).contains(status) ? .revoked(at: nil) : .notUnderstood
        case (.unknownToken, .success):
            return .notUnderstood
        case (.unknownToken, _), (_, .unknownToken):
            return status < 500 ? .unknownToken : .notUnderstood
        case (.success, .other), (.other, .success):
            return .notUnderstood
        case (.other, nil), (.other, .other):
            return isRefusal ? .credentialRefused : .notUnderstood
        }
    }

    /// nil when the reply is not of the form, or a code in it is neither an integer nor a string.
    private static func levels(of body: Span<UInt8>, _ codes: ClientCodes) -> Levels? {
        do throws(JSONFailure) {
            let members = try JSONMembers(of: body, self.envelope)
            guard let outer = members[0].flatMap({ self.meaning(of: $0, in: body, codes) }) else { return nil }
            guard let data = members[1], data.kind != .null else { return Levels(outer: outer, inner: nil) }
            guard data.kind == .object else { return nil }
            guard let code = try JSONMembers(of: data, in: body, self.inner)[0] else {
                return Levels(outer: outer, inner: nil)
            }
            guard let inner = self.meaning(of: code, in: body, codes) else { return nil }
            return Levels(outer: outer, inner: inner)
        } catch {
            return nil
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
    fileprivate static func isSuccess(_ code: Span<UInt8>) -> Bool {
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
