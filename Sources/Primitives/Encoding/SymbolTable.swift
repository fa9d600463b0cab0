/// What each byte stands for in an encoding: its digit, or one of the marks above all digits.
struct SymbolTable: Sendable {
    /// The `=` of Base64. Marks have bit 6 set, so that digits or-ed together stay below 64 only if all are digits.
    static let padding: UInt8 = 64
    static let lineBreak: UInt8 = 65
    static let blank: UInt8 = 66
    static let foreign: UInt8 = 255

    private let symbols: [UInt8]

    /// A table of the digits in `alphabet`, in the order of their values; `aliases` repeats them in other letters.
    init(alphabet: StaticString, aliases: StaticString = "", padding: UInt8? = nil) {
        var symbols = [UInt8](repeating: Self.foreign, count: 256)
        for digits in [alphabet, aliases] {
            for value in 0..<digits.utf8CodeUnitCount { symbols[Int(digits.utf8Start[value])] = UInt8(value) }
        }
        if let padding { symbols[Int(padding)] = Self.padding }
        symbols[Int(UInt8(ascii: "\r"))] = Self.lineBreak
        symbols[Int(UInt8(ascii: "\n"))] = Self.lineBreak
        symbols[Int(UInt8(ascii: " "))] = Self.blank
        symbols[Int(UInt8(ascii: "\t"))] = Self.blank
        self.symbols = symbols
    }

    @inline(__always)
    subscript(_ byte: UInt8) -> UInt8 {
        self.symbols[Int(byte)]
    }

    /// Whether a decoder told to pass over `whiteSpace` passes over `symbol`.
    static func isSkipped(_ symbol: UInt8, _ whiteSpace: WhiteSpace) -> Bool {
        symbol == self.lineBreak || (symbol == self.blank && whiteSpace == .ignored)
    }
}
