import Revocation

extension TokenKind {
    /// As RFC 7009 § 2.1 writes a hint; nil for what it has no word for, and is then not said.
    var hintWord: StaticString? {
        switch self {
        case .accessToken: "access_token"
        case .refreshToken: "refresh_token"
        case .session: nil
        }
    }
}
