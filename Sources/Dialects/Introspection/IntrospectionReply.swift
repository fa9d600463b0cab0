import JSONText

extension ClientDialect {
    /// An authorization server's introspection endpoint (RFC 7662).
    package static let introspection = ClientDialect(
        name: .introspection, clearContentType: "application/x-www-form-urlencoded", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: []), hasSuccessCodes: false, isSuccess: { _ in false },
        operation: .introspection(
            IntrospectionClient(
                renderRequest: { TokenForm.append($0.subject, $0.hint, hintName: "token_type_hint", to: $1) },
                readReply: IntrospectionReply.read)))
}

/// Replies of RFC 7662 § 2.2: 200 and an object whose `active` is true or false; `exp` is a whole number of seconds,
/// `token_type` and `client_id` are strings, each where it is there and not null. Whatever else, or whatever is said in
/// another way, is not understood: a token is not believed to live because of a reply that is half read.
enum IntrospectionReply {
    private static let members: JSONNames = ["active", "exp", "token_type", "client_id"]

    private struct WrongType: Error {}

    @Sendable
    static func read(_ status: Int, _ body: Span<UInt8>) -> ActivityReading {
        if status == 401 || status == 403 { return .credentialRefused }
        guard status == 200, let members = try? JSONMembers(of: body, self.members),
            case .bool(let isActive) = members[0]?.kind
        else { return .notUnderstood }
        guard isActive else { return .inactive }
        do throws(WrongType) {
            return .active(
                ActiveToken(
                    expiresAt: try self.seconds(members[1], of: body), type: try self.text(members[2], of: body),
                    client: try self.text(members[3], of: body)))
        } catch {
            return .notUnderstood
        }
    }

    private static func seconds(_ value: JSONValue?, of body: Span<UInt8>) throws(WrongType) -> Int64? {
        guard let value, value.kind != .null else { return nil }
        guard let seconds = JSONText.integer(value, of: body) else { throw WrongType() }
        return seconds
    }

    private static func text(_ value: JSONValue?, of body: Span<UInt8>) throws(WrongType) -> String? {
        guard let value, value.kind != .null else { return nil }
        guard value.kind == .string else { throw WrongType() }
        var text: [UInt8] = []
        JSONText.appendString(value, of: body, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
