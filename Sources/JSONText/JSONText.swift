/// Strict JSON (RFC 8259) as bytes: looked up, unescaped and escaped without building a tree.
///
/// `JSONMembers` reads a document; the functions of this namespace turn what it found into text and numbers, and text
/// into JSON.
package enum JSONText {
    /// How deep objects and arrays may nest, the outermost counted.
    package static let defaultDepthLimit = 32
    /// The largest limit that may be set: one bit is kept for each level.
    package static let maximumDepthLimit = 64
}
