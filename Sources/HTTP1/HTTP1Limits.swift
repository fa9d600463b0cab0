/// How much of a message's framing a decoder is willing to hold; content is limited by whoever receives it.
///
/// Every figure is in bytes unless its name says otherwise. A message that exceeds one is refused, never cut.
package struct HTTP1Limits: Sendable, Equatable {
    /// The start line with its line break (RFC 9112 § 3 asks for at least 8,000).
    package var maximumStartLineBytes: Int
    /// Start line and fields together, up to and including the empty line; at most `UInt32.max`.
    package var maximumHeadBytes: Int
    /// Number of field lines in a head, and again in a trailer section.
    package var maximumHeaderFields: Int
    /// One chunk-size line with its extensions and line break.
    package var maximumChunkLineBytes: Int
    /// All chunk extensions of one message together, so that tiny chunks with long extensions cannot go on for ever.
    package var maximumChunkExtensionBytes: Int
    /// The trailer section, up to and including the empty line.
    package var maximumTrailerBytes: Int
    /// Number of interim (1xx) responses before a final one.
    package var maximumInterimResponses: Int

    /// 8 KiB start line, 16 KiB head, 100 fields, 256 bytes a chunk line, 4 KiB extensions, 4 KiB trailers, 8 interim
    /// responses.
    package static var defaults: Self {
        Self(
            maximumStartLineBytes: 8 << 10,
            maximumHeadBytes: 16 << 10,
            maximumHeaderFields: 100,
            maximumChunkLineBytes: 256,
            maximumChunkExtensionBytes: 4 << 10,
            maximumTrailerBytes: 4 << 10,
            maximumInterimResponses: 8)
    }

    package init(
        maximumStartLineBytes: Int, maximumHeadBytes: Int, maximumHeaderFields: Int, maximumChunkLineBytes: Int,
        maximumChunkExtensionBytes: Int, maximumTrailerBytes: Int, maximumInterimResponses: Int
    ) {
        self.maximumStartLineBytes = maximumStartLineBytes
        self.maximumHeadBytes = maximumHeadBytes
        self.maximumHeaderFields = maximumHeaderFields
        self.maximumChunkLineBytes = maximumChunkLineBytes
        self.maximumChunkExtensionBytes = maximumChunkExtensionBytes
        self.maximumTrailerBytes = maximumTrailerBytes
        self.maximumInterimResponses = maximumInterimResponses
    }
}
