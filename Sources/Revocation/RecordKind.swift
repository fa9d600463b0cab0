/// What a record of the ledger is of; raw values are stored and must not change.
package enum RecordKind: UInt8, Sendable, CaseIterable {
    case reference = 1
    case token = 2
    /// Of a grant: it says who has revoked it and how long its tokens may live. No caller names one.
    case grant = 3

    package init(_ kind: SubjectKind) {
        switch kind {
        case .reference: self = .reference
        case .token: self = .token
        }
    }

    /// Nil: not what a caller names a token by.
    package var subject: SubjectKind? {
        switch self {
        case .reference: .reference
        case .token: .token
        case .grant: nil
        }
    }
}
