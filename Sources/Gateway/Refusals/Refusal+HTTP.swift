package import Dialects

/// The one place where a refusal becomes status, phrase and headers.
extension Refusal {
    package func status(in dialect: Dialect?) -> Int { dialect?.status(self.reason) ?? self.usualStatus }

    private var usualStatus: Int {
        switch self {
        case .notFound: 404
        case .methodNotAllowed, .traceNotAllowed, .documentMethodNotAllowed: 405
        case .badCredential: 401
        case .ambiguousPath, .ambiguousCredential, .notOpened, .notParsed: 400
        case .invalidToken, .foreignToken, .unsupportedSubject, .unsupportedHint: 400
        case .forbidden: 403
        case .unsupportedMediaType: 415
        case .bodyTooLarge: 413
        case .tooManyFailures, .tooManyUnknown: 429
        case .unavailable, .overloaded, .notSealed: 503
        case .bodyTimeout: 408
        case .badGateway, .replyTooLarge: 502
        case .gatewayTimeout: 504
        }
    }

    /// What dialects have their words for.
    package var reason: RefusalReason {
        switch self {
        case .notFound, .methodNotAllowed, .traceNotAllowed, .documentMethodNotAllowed, .ambiguousPath,
            .ambiguousCredential, .unsupportedMediaType, .bodyTooLarge, .bodyTimeout, .notOpened, .notParsed:
            .request
        case .badCredential: .credential
        case .forbidden: .permission
        case .invalidToken: .unknownToken
        case .foreignToken: .foreignToken
        case .unsupportedSubject: .unsupportedSubject
        case .unsupportedHint: .unsupportedHint
        case .tooManyFailures, .tooManyUnknown: .limit
        case .unavailable, .overloaded, .notSealed, .badGateway, .replyTooLarge, .gatewayTimeout: .unavailable
        }
    }

    /// As a dialect writes it.
    package func described(in dialect: Dialect?) -> DialectRefusal {
        DialectRefusal(reason: self.reason, status: self.status(in: dialect), phrase: self.phrase)
    }

    /// What the caller reads. Names no secret, no key, no cause that would tell an attacker more than the status.
    package var phrase: StaticString {
        switch self {
        case .notFound: "Not Found"
        case .methodNotAllowed, .traceNotAllowed, .documentMethodNotAllowed: "Method Not Allowed"
        case .ambiguousPath: "Ambiguous Path"
        case .badCredential: "Invalid API Key"
        case .ambiguousCredential: "Exactly One Credential Is Needed"
        case .forbidden: "Not Allowed"
        case .unsupportedMediaType: "Unsupported Media Type"
        case .bodyTooLarge: "Body Too Large"
        case .notOpened: "Body Cannot Be Opened"
        case .tooManyFailures: "Too Many Bodies That Cannot Be Opened"
        case .notParsed: "Malformed Request"
        case .unsupportedHint: "Unsupported Token Type"
        case .invalidToken, .foreignToken: "Invalid Token Passed"
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
        case .documentMethodNotAllowed: "GET, HEAD"
        case .traceNotAllowed: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
        default: nil
        }
    }

    /// RFC 9110 § 11.6.1: a 401 for a missing or wrong credential names a scheme; one for a token does not.
    package var challenge: StaticString? { self == .badCredential ? #"Basic realm="revgate", charset="UTF-8""# : nil }

    /// Whether the reply waits for the time grid, so that its moment does not tell why the body was refused.
    package var isTimed: Bool {
        switch self {
        case .notOpened, .notParsed, .unsupportedHint: true
        default: false
        }
    }
}
