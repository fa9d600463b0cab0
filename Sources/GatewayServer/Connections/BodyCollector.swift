/// The body of one request: a range of the input where it lies in one piece, a copy where it came in chunks.
struct BodyCollector {
    private(set) var count = 0
    private(set) var range: Range<Int>?
    private(set) var copy: [UInt8] = []

    mutating func clear() {
        self.count = 0
        self.range = nil
        if !self.copy.isEmpty { self.copy = [] }
    }

    /// Takes the next piece, a range of `input`; a piece that adjoins the one before makes one range with it.
    mutating func append(_ piece: Range<Int>, of input: Span<UInt8>) {
        self.count += piece.count
        guard self.copy.isEmpty else { return self.copyIn(piece, of: input) }
        guard let range = self.range else {
            self.range = piece
            return
        }
        if range.upperBound == piece.lowerBound {
            self.range = range.lowerBound..<piece.upperBound
        } else {
            self.range = nil
            self.copyIn(range, of: input)
            self.copyIn(piece, of: input)
        }
    }

    private mutating func copyIn(_ piece: Range<Int>, of input: Span<UInt8>) {
        let bytes = input.extracting(piece)
        bytes.withUnsafeBytes { self.copy.append(contentsOf: $0) }
    }
}
