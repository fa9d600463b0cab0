import JSONText

/// Replies of the OAuth-like dialects, as a client reads them: success is a status without content that denies it, a
/// refusal is one `error` word (RFC 6749 § 5.2, RFC 7009 § 2.2).
///
/// | status | body | says |
/// |---|---|---|
/// | 200, 204 | none or white space, an object without members | revoked |
/// | 400, 401, 403 | `invalid_client`, `unauthorized_client` | the gateway's credential is refused |
/// | 400, 401, 403 | another `error` that is listed as such | unknown token |
/// | 400, 401, 403 | `invalid_grant` | owned by another client |
/// | 400, 401, 403 | `unsupported_token_type` | not a kind of token that is revoked there |
/// | 400 | no `error` that can be read, where `400` is listed and the dialect has such replies | unknown token |
/// | 401, 403 | anything else | the gateway's credential is refused |
///
/// All else says nothing: a page of HTML with status 200 is somebody else's, an object that says something may deny it,
/// or be the request thrown back, and 202 promises only. An `invalid_token`
/// with 401 is said of the Bearer token in `Authorization` (RFC 6750 § 3.1), so it is never an unknown token.
enum OAuthReply {
    private static let members: JSONNames = ["error"]
    /// The code that stands for a 400 without an `error`.
    private static let bareStatus = "400"
    private static let credentialWords = ["invalid_client", "unauthorized_client"]

    private enum Content {
        /// Nothing, or an object without members.
        case none
        /// An object without an `error`, or with null there.
        case silent
        case error(JSONValue)
        /// No object, or an `error` that is no string.
        case unreadable
    }

    /// - Parameter bareRefusals: whether services of the dialect refuse a token without saying why.
    static func read(
        _ status: Int, _ body: Span<UInt8>, _ codes: ClientCodes, bareRefusals: Bool
    ) -> ClientReading {
        let content = self.content(of: body)
        switch status {
        case 200, 204:
            switch content {
            case .none: return .revoked(at: nil)
            case .silent, .error, .unreadable: return .notUnderstood
            }
        case 400, 401, 403:
            if case .error(let error) = content {
                return ReplyCode.withString(error, of: body) { self.refusal($0, status, codes) }
            }
            guard status == 400 else { return .credentialRefused }
            return bareRefusals && codes.unknownToken.contains(self.bareStatus) ? .unknownToken : .notUnderstood
        default: return .notUnderstood
        }
    }

    /// What the words say that speak of the token and mean the same everywhere (RFC 6749 § 5.2, RFC 7009 § 2.2.1); nil
    /// for any other.
    static func tokenReading(of word: Span<UInt8>) -> ClientReading? {
        if ReplyCode.spells(word, "invalid_grant") { return .ownedByAnother }
        if ReplyCode.spells(word, "unsupported_token_type") { return .unsupportedToken }
        return nil
    }

    private static func refusal(_ word: Span<UInt8>, _ status: Int, _ codes: ClientCodes) -> ClientReading {
        let isOfBearer = status == 401 && ReplyCode.spells(word, "invalid_token")
        if isOfBearer || ReplyCode.isListed(word, in: self.credentialWords) { return .credentialRefused }
        if ReplyCode.isListed(word, in: codes.unknownToken) { return .unknownToken }
        return self.tokenReading(of: word) ?? (status == 400 ? .notUnderstood : .credentialRefused)
    }

    private static func content(of body: Span<UInt8>) -> Content {
        guard !self.isBlank(body) else { return .none }
        do throws(JSONFailure) {
            guard let error = try JSONMembers(of: body, self.members)[0], error.kind != .null else { return .silent }
            return error.kind == .string ? .error(error) : .unreadable
        } catch {
            return .unreadable
        }
    }

    /// Whether nothing but white space of JSON is there (RFC 8259 § 2), or an object without members.
    private static func isBlank(_ body: Span<UInt8>) -> Bool {
        var braces = 0
        for index in body.indices {
            switch (body[index], braces) {
            case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): continue
            case (UInt8(ascii: "{"), 0), (UInt8(ascii: "}"), 1): braces += 1
            default: return false
            }
        }
        return braces != 1
    }
}
