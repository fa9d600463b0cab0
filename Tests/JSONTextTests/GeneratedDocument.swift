import TestSupport

/// Documents made from a seed: objects with nested values, odd numbers, escapes and white space; and damaged ones.
struct GeneratedDocument {
    private(set) var text: [UInt8] = []
    private var random: SeededRandom

    init(seed: UInt64) {
        self.random = SeededRandom(seed: seed)
        self.writeObject(depth: 0)
        self.writeBlank()
    }

    /// The document with one to three bytes changed, removed, doubled or added.
    func damaged(seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        let telling =
            Array("{}[]\",:\\/u0123e+-.tfn \t\n'#".utf8) + [0, 0x1F, 0x7F, 0x80, 0xC0, 0xE2, 0xED, 0xF0, 0xFF]
        return random.damage(self.text, with: telling)
    }

    private mutating func write(_ text: String) {
        self.text += Array(text.utf8)
    }

    private mutating func writeBlank() {
        self.write(self.random.pick(["", "", "", " ", "\n", "\t", "\r\n"]))
    }

    private mutating func writeObject(depth: Int) {
        self.write("{")
        self.writeBlank()
        for index in 0..<Int.random(in: 0...4, using: &self.random) {
            if index > 0 { self.write(",") }
            // Numbered, so that no name repeats: Foundation keeps one of several and does not say which.
            self.write("\"")
            self.write(self.random.pick(["n", #"\u006e"#, "é"]) + String(index) + "\"")
            self.writeBlank()
            self.write(":")
            self.writeValue(depth: depth + 1)
        }
        self.writeBlank()
        self.write("}")
    }

    private mutating func writeArray(depth: Int) {
        self.write("[")
        self.writeBlank()
        for index in 0..<Int.random(in: 0...3, using: &self.random) {
            if index > 0 { self.write(",") }
            self.writeValue(depth: depth + 1)
        }
        self.write("]")
    }

    private mutating func writeValue(depth: Int) {
        self.writeBlank()
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &self.random) {
        case 0: self.write(self.random.pick(["true", "false", "null"]))
        case 1, 2:
            self.write(
                self.random.pick(["0", "-1", "12", "1.5", "-0.25e2", "3E+4", "1700000000000", "9007199254740993"]))
        case 3, 4, 5: self.writeString()
        case 6: self.writeObject(depth: depth)
        default: self.writeArray(depth: depth)
        }
        self.writeBlank()
    }

    private mutating func writeString() {
        self.write("\"")
        for _ in 0..<Int.random(in: 0...6, using: &self.random) {
            let piece = self.random.pick([
                "plain", "é", "€", "😀", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#, #"\uD83D\uDE00"#, "'", "\u{7F}",
            ])
            self.write(piece)
        }
        self.write("\"")
    }
}
