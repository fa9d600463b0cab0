extension CipherProfile {
    /// Header fields that are part of a message.
    package var fieldNames: [String] { [] }

    /// Keys that the profile itself names (`key:NAME`).
    package var keyNames: [String] { [] }

    /// The media type of what is written.
    package func contentType(of role: MessageRole) -> StaticString { "text/plain" }
}
