import Gateway

/// Why a token endpoint gave no access token.
enum TokenFetchFailure: Error, Equatable, Sendable {
    /// Its name does not resolve, no address lets itself be connected to, or its certificate is not believed.
    case unreachable
    case timeout
    /// The connection ended before the reply did.
    case broken
    /// Another status than 200, a redirect among them, and the word that came with it where that is a known one.
    case refused(status: Int, TokenRefusal?)
    case notUnderstood(AccessTokenFault)

    /// What fetches are counted by.
    var word: String {
        switch self {
        case .unreachable: "unreachable"
        case .timeout: "timeout"
        case .broken: "broken"
        case .refused: "refused"
        case .notUnderstood: "not-understood"
        }
    }
}

extension TokenFetchFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreachable: "the token endpoint cannot be reached"
        case .timeout: "the token endpoint did not answer in time"
        case .broken: "the token endpoint broke the connection before its reply was whole"
        case .refused(let status, nil): "the token endpoint answered \(status)"
        case .refused(let status, let refusal?): "the token endpoint answered \(status) \(refusal.rawValue)"
        case .notUnderstood(let fault): "the token endpoint is not understood: \(fault.words)"
        }
    }
}
