/// Every "no" of the public listener: those that a route's exchange ends with, and those before there is a route.
package enum RefusalKind: Int, CaseIterable, Sendable {
    case notFound
    case ambiguousPath
    case methodNotAllowed
    case badCredential
    case ambiguousCredential
    case forbidden
    case unsupportedMediaType
    case bodyTooLarge
    case notOpened
    case tooManyFailures
    case notParsed
    case invalidToken
    case tooManyUnknown
    case unsupportedSubject
    case unavailable
    case badGateway
    case replyTooLarge
    case gatewayTimeout
    case overloaded
    case bodyTimeout
    case notSealed
    /// The bytes are no request that is served here.
    case malformedMessage
    /// The head did not arrive in time.
    case headTimeout
    /// As many connections are open as may be.
    case connectionLimit

    package var word: StaticString {
        switch self {
        case .notFound: "not-found"
        case .ambiguousPath: "ambiguous-path"
        case .methodNotAllowed: "method-not-allowed"
        case .badCredential: "bad-credential"
        case .ambiguousCredential: "ambiguous-credential"
        case .forbidden: "forbidden"
        case .unsupportedMediaType: "unsupported-media-type"
        case .bodyTooLarge: "body-too-large"
        case .notOpened: "not-opened"
        case .tooManyFailures: "too-many-failures"
        case .notParsed: "not-parsed"
        case .invalidToken: "invalid-token"
        case .tooManyUnknown: "too-many-unknown"
        case .unsupportedSubject: "unsupported-subject"
        case .unavailable: "unavailable"
        case .badGateway: "bad-gateway"
        case .replyTooLarge: "reply-too-large"
        case .gatewayTimeout: "gateway-timeout"
        case .overloaded: "overloaded"
        case .bodyTimeout: "body-timeout"
        case .notSealed: "not-sealed"
        case .malformedMessage: "malformed-message"
        case .headTimeout: "head-timeout"
        case .connectionLimit: "connection-limit"
        }
    }

    /// Whether a route was found before it; bytes may turn out to be no request at any time.
    var isOfRoutes: Bool {
        switch self {
        case .notFound, .malformedMessage, .headTimeout, .connectionLimit: false
        default: true
        }
    }
}
