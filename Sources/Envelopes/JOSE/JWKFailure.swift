/// Why a document is no key that can be used, in words for an operator and without a secret.
package enum JWKFailure: Error, Equatable {
    /// Not one JSON object, or one with a name twice.
    case notJSON
}

extension JWKFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJSON: "not one JSON object whose names are unique"
        }
    }
}
