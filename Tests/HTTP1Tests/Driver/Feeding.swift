/// How a test hands bytes to a decoder. The answers must not depend on it.
enum Feeding: Equatable {
    /// All at once.
    case whole
    /// Pieces of so many bytes, nothing dropped inside a message.
    case pieces(Int)
    /// Pieces of so many bytes, and what is understood is dropped after each event.
    case streamed(Int)

    var pieceSize: Int {
        switch self {
        case .whole: .max
        case .pieces(let size), .streamed(let size): size
        }
    }

    var drops: Bool {
        if case .streamed = self { true } else { false }
    }

    /// The ways in which every case is tried.
    static let all: [Self] = [.whole, .pieces(1), .pieces(7), .streamed(1), .streamed(13)]
}

/// A field as it was decoded.
struct DecodedField: Equatable {
    var name: [UInt8]
    var value: [UInt8]
}

extension [UInt8] {
    /// The bytes in a range that a decoder returned; the range must lie inside.
    func at(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= self.count, "a range outside the input")
        return Self(self[range])
    }
}
