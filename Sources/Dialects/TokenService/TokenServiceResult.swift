/// Whether any reply of the payments token service, not only one to a revocation, says that it is a success.
///
/// By the rule of its client dialect: the outer `resCode` is a success code, and so is the one in `data` if there is one.
package enum TokenServiceResult: Equatable, Sendable {
    case success
    case failure
    /// It has no `resCode`: its HTTP status decides alone.
    case absent
    /// A code is neither an integer nor a string.
    case malformed
    /// Not strict JSON, or a code that stands in it twice.
    case notJSON

    package init(of body: Span<UInt8>, success: ClientCodes.Success) {
        switch TokenServiceCodes.levels(of: body, ClientCodes(success: success, unknownToken: [])) {
        case .read(let levels):
            self = levels.outer == .success && (levels.inner ?? .success) == .success ? .success : .failure
        case .absent: self = .absent
        case .malformed: self = .malformed
        case .notJSON: self = .notJSON
        }
    }
}
