package import Dialects
package import JSONText

/// `learn:` of a forward route: where a reply says which token the service issued, and whose it becomes.
package struct LearnRule: Equatable, Sendable {
    package enum Owner: String, Equatable, Sendable, CaseIterable {
        /// Who asked; nobody else may revoke the token.
        case consumer
        /// Nobody; anyone may.
        case none
    }

    /// At least one of the two is set.
    package let reference: JSONPointer?
    package let token: JSONPointer?
    package let expiresAt: JSONPointer?
    package let owner: Owner
    /// Which result codes of a reply say that it is a success.
    package let success: ClientCodes.Success

    package init(
        reference: JSONPointer?, token: JSONPointer?, expiresAt: JSONPointer? = nil, owner: Owner = .consumer,
        success: ClientCodes.Success = .dialect
    ) {
        precondition(reference != nil || token != nil, "a rule without either teaches nothing: the reader refuses it")
        self.reference = reference
        self.token = token
        self.expiresAt = expiresAt
        self.owner = owner
        self.success = success
    }
}
