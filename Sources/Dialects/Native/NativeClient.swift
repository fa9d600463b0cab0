import JSONText
import Primitives
import Revocation

extension ClientDialect {
    /// Another gateway, or a service that speaks the gateway's own dialect, as an upstream.
    package static let native = ClientDialect(
        name: .native, clearContentType: "application/json", sealedContentType: "text/plain",
        codes: ClientCodes(unknownToken: ["unknown_token"]), hasSuccessCodes: true,
        isSuccess: { ["revoked", "already-revoked"].contains($0) },
        expresses: { _ in true },
        renderRequest: NativeClient.renderRequest, readReply: NativeClient.readReply)
}

/// A success is a `status` word with HTTP 2xx and no `error`; an unknown token is an `error` word without a `status`
/// of success, whatever the HTTP status. Where the two contradict each other the reply says nothing. With HTTP 4xx the
/// `error` words that all OAuth-like dialects share say what they say there.
enum NativeClient {
    private static let members: JSONNames = ["status", "revoked_at", "error"]

    private enum Status {
        case revoked
        case alreadyRevoked
    }

    @Sendable
    static func renderRequest(_ call: RevocationCall, _ body: SecretBuffer) {
        switch call.subject.kind {
        case .token: body.append(#"{"token":""#)
        case .reference: body.append(#"{"reference":""#)
        }
        JSONText.forEachEscapedPiece(of: call.subject.value.bytes) { body.append($0) }
        switch call.hint {
        case nil: body.append(#""}"#)
        case .accessToken: body.append(#"","token_type_hint":"access_token"}"#)
        case .refreshToken: body.append(#"","token_type_hint":"refresh_token"}"#)
        case .session: body.append(#"","token_type_hint":"session"}"#)
        }
    }

    @Sendable
    static func readReply(_ status: Int, _ body: Span<UInt8>, _ codes: ClientCodes) -> ClientReading {
        let isRefusal = status == 401 || status == 403
        let members: JSONMembers
        do throws(JSONFailure) {
            members = try JSONMembers(of: body, self.members)
        } catch {
            return isRefusal ? .credentialRefused : .notUnderstood
        }
        let success = members[0].flatMap { self.status(of: $0, in: body, codes) }
        let error = members[2].flatMap { $0.kind == .null ? nil : $0 }
        if let success {
            guard error == nil, (200...299).contains(status) else { return .notUnderstood }
            let time = members[1].flatMap { self.time(of: $0, in: body) }
            return success == .revoked ? .revoked(at: time) : .alreadyRevoked(at: time)
        }
        let refusal: ClientReading = isRefusal ? .credentialRefused : .notUnderstood
        guard let error, error.kind == .string, status < 500 else { return refusal }
        return ReplyCode.withString(error, of: body) { word in
            if ReplyCode.isListed(word, in: codes.unknownToken) { return .unknownToken }
            guard status >= 400 else { return refusal }
            return OAuthReply.tokenReading(of: word) ?? refusal
        }
    }

    /// nil for a word that says no success.
    private static func status(of value: JSONValue, in body: Span<UInt8>, _ codes: ClientCodes) -> Status? {
        guard value.kind == .string else { return nil }
        return ReplyCode.withString(value, of: body) { word in
            if ReplyCode.spells(word, "already-revoked") { return .alreadyRevoked }
            let isRevoked =
                switch codes.success {
                case .dialect: ReplyCode.spells(word, "revoked")
                case .listed(let list): ReplyCode.isListed(word, in: list)
                }
            return isRevoked ? .revoked : nil
        }
    }

    /// nil when it is no RFC 3339 time: the status counts all the same.
    private static func time(of value: JSONValue, in body: Span<UInt8>) -> Timestamp? {
        guard value.kind == .string else { return nil }
        return ReplyCode.withString(value, of: body) { text in
            CivilTime.milliseconds(rfc3339: text).map(Timestamp.init(milliseconds:))
        }
    }
}
