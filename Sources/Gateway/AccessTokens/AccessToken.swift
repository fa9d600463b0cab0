import HTTP1
import JSONText
package import Primitives

/// An access token as the gateway uses it: the header line that carries it, and how long it is good for.
package struct AccessToken: Sendable {
    /// Longer tokens are not taken; bytes.
    static let maximumLength = 8_192
    /// Where the reply does not say how long; milliseconds. RFC 6749 § 5.1 leaves that to documentation.
    package static let defaultLifetime = 300_000
    /// No token counts for longer, whatever the reply says; milliseconds.
    package static let maximumLifetime = 86_400_000

    /// `Authorization: Bearer …` with its line end.
    package let field: SecretBytes
    /// Milliseconds.
    package let lifetime: Int

    private static let members: JSONNames = ["access_token", "token_type", "expires_in"]

    /// Reads the body of a successful reply (RFC 6749 § 5.1), strictly.
    package init(reply: Span<UInt8>) throws(AccessTokenFault) {
        let members: JSONMembers
        do throws(JSONFailure) {
            members = try JSONMembers(of: reply, Self.members)
        } catch {
            throw .notJSON
        }
        guard let token = members[0], token.kind == .string else { throw .noToken }
        guard let type = members[1], type.kind == .string else { throw .noType }
        let typeText = SecretBuffer(capacity: 16)
        JSONText.forEachPiece(of: type, in: reply) { typeText.append($0) }
        let typeBytes = typeText.bytes
        guard typeBytes.equalsIgnoringCase("bearer") else { throw .otherType }
        self.lifetime = try Self.lifetime(members[2], in: reply)
        self.field = try Self.field(token, in: reply)
    }

    private static func lifetime(_ value: JSONValue?, in reply: Span<UInt8>) throws(AccessTokenFault) -> Int {
        guard let value else { return self.defaultLifetime }
        guard let seconds = JSONText.integer(value, of: reply), seconds > 0 else { throw .lifetime }
        return Int(min(seconds, Int64(self.maximumLifetime / 1000))) * 1000
    }

    private static func field(_ token: JSONValue, in reply: Span<UInt8>) throws(AccessTokenFault) -> SecretBytes {
        let text = SecretBuffer(capacity: token.content.count)
        JSONText.forEachPiece(of: token, in: reply) { text.append($0) }
        let bytes = text.bytes
        guard !bytes.isEmpty else { throw .noToken }
        guard bytes.count <= Self.maximumLength else { throw .tokenTooLong }
        // VSCHAR (RFC 6749 appendix A.12); whoever reads the field drops spaces at its end (RFC 9110 § 5.5).
        for index in bytes.indices where !(0x20...0x7E).contains(bytes[index]) { throw .tokenCharacter }
        guard bytes[bytes.count - 1] != 0x20, bytes[0] != 0x20 else { throw .tokenCharacter }
        let field = SecretBuffer(capacity: bytes.count + 32)
        field.append("Authorization: Bearer ")
        field.append(bytes)
        field.append("\r\n")
        return SecretBytes(copying: field.bytes)
    }
}

/// What is wrong with a reply that should hold an access token.
package enum AccessTokenFault: Error, Equatable, CaseIterable, Sendable {
    case notJSON
    case noToken
    case tokenTooLong
    case tokenCharacter
    case noType
    case otherType
    case lifetime
    /// The content is coded, which was not asked for.
    case coded
    case tooLong
    /// No HTTP/1.1 reply.
    case notHTTP

    /// For operators.
    package var words: StaticString {
        switch self {
        case .notJSON: "its reply is no JSON object"
        case .noToken: "its reply has no access_token"
        case .tokenTooLong: "its access_token is longer than 8192 bytes"
        case .tokenCharacter: "its access_token holds what no header field may"
        case .noType: "its reply has no token_type"
        case .otherType: "its token_type is not Bearer"
        case .lifetime: "its expires_in is not a whole number of seconds above 0"
        case .coded: "its reply has a Content-Encoding"
        case .tooLong: "its reply is too long"
        case .notHTTP: "its reply is no HTTP/1.1"
        }
    }
}

/// The words of RFC 6749 § 5.2 by which a token endpoint refuses. Only these are repeated to operators.
package enum TokenRefusal: String, CaseIterable, Sendable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case invalidScope = "invalid_scope"

    private static let members: JSONNames = ["error"]

    /// nil: none of these.
    package init?(reply: Span<UInt8>) {
        guard let members = try? JSONMembers(of: reply, Self.members), let error = members[0], error.kind == .string,
            error.content.count <= 64
        else { return nil }
        var word: [UInt8] = []
        JSONText.appendString(error, of: reply, to: &word)
        self.init(rawValue: String(decoding: word, as: UTF8.self))
    }
}
