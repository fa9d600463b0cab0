package import Dialects

/// The one place where a refusal becomes status, phrase and headers.
extension Refusal {
    package func status(in dialect: Dialect?) -> Int {
        switch self {
        case .notFound: 404
        case .methodNotAllowed, .traceNotAllowed: 405
        case .badCredential: 401
        case .ambiguousPath, .ambiguousCredential, .notOpened, .notParsed: 400
        case .forbidden: 403
        case .unsupportedMediaType: 415
        case .bodyTooLarge: 413
        case .tooManyFailures, .tooManyUnknown: 429
        case .invalidToken: dialect?.unknownTokenStatus ?? 400
        case .unsupportedSubject: dialect?.unknownTokenStatus ?? 400
        case .unavailable, .overloaded, .notSealed: 503
        case .bodyTimeout: 408
        case .badGateway, .replyTooLarge: 502
        case .gatewayTimeout: 504
        }
    }

    /// What the caller reads. Names no secret, no key, no cause that would tell an attacker more than the status.
    package var phrase: StaticString {
        switch self {
        case .notFound: "Not Found"
        case .methodNotAllowed, .traceNotAllowed: "Method Not Allowed"
        case .ambiguousPath: "Ambiguous Path"
        case .badCredential: "Invalid API Key"
        case .ambiguousCredential: "Exactly One Credential Is Needed"
        case .forbidden: "Not Allowed"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .bodyTooLarge: "Body Too Large"
        case .notOpened: "Body Cannot Be Opened"
        case .tooManyFailures: "Too Many Bodies That Cannot Be Opened"
        case .notParsed: "Malformed Request"
        case .invalidToken: "Invalid Token Passed"
        case .tooManyUnknown: "Too Many Unknown Tokens"
        case .unsupportedSubject: "Token Cannot Be Revoked Here"
        case .unavailable: "Try Again Later"
        case .badGateway: "Bad Gateway"
        case .replyTooLarge: "Reply Too Large"
        case .gatewayTimeout: "Gateway Timeout"
        case .overloaded: "Too Many Requests In Flight"
        case .bodyTimeout: "Body Did Not Arrive In Time"
        case .notSealed: "Reply Cannot Be Sealed"
        }
    }

    package var retryAfterSeconds: Int? {
        switch self {
        case .tooManyFailures(let seconds), .tooManyUnknown(let seconds), .unavailable(let seconds): seconds
        case .overloaded: 1
        case .notSealed: 60
        default: nil
        }
    }

    /// The `Allow` field (RFC 9110 § 10.2.1): every dialect route takes POST only.
    package var allow: StaticString? {
        switch self {
        case .methodNotAllowed: "POST"
        case .traceNotAllowed: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
        default: nil
        }
    }

    /// RFC 9110 § 11.6.1: a 401 for a missing or wrong credential names a scheme; one for a token does not.
    package var challenge: StaticString? { self == .badCredential ? #"Basic realm="revgate", charset="UTF-8""# : nil }

    /// Whether the reply waits for the time grid, so that its moment does not tell why the body was refused.
    package var isTimed: Bool {
        switch self {
        case .notOpened, .notParsed: true
        default: false
        }
    }
}
