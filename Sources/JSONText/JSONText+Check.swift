extension JSONText {
    /// Whether a text is one JSON value of any kind and nothing more, strictly (RFC 8259).
    package static func isWellFormed(_ text: Span<UInt8>, depthLimit: Int = JSONText.defaultDepthLimit) -> Bool {
        var scanner = JSONScanner(text, from: 0, depthLimit: depthLimit)
        do throws(JSONFailure) {
            scanner.skipWhiteSpace()
            _ = try scanner.readValue(at: 0)
            try scanner.readEnd()
            return true
        } catch {
            return false
        }
    }
}
