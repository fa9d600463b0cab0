package import Primitives

/// What the requests of a dialect ask for, and how what came of it is written.
package enum DialectOperation: Sendable {
    /// That tokens die.
    ///
    /// - `render`: appends the body that says the token is dead; none where that is said by the status alone.
    /// - `renderBatch`: appends the body that says what became of each request of a batch; nil where there are no batches.
    case revocation(
        render: @Sendable (RevokedReply, SecretBuffer) -> Void,
        renderBatch: (@Sendable ([BatchItem], SecretBuffer) -> Void)? = nil)
    /// Whether a token lives, and changes nothing. A consumer needs to be allowed on a route of it by name.
    ///
    /// - `render`: appends what is told of a token that lives, or of any other (nil).
    case introspection(render: @Sendable (ActiveToken?, SecretBuffer) -> Void)

    package var isIntrospection: Bool { if case .introspection = self { true } else { false } }
}
