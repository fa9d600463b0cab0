import TestSupport

/// Forms made from a seed: names and values encoded in every way a client may choose; and damaged ones.
struct GeneratedForm {
    private(set) var text: [UInt8] = []
    private var random: SeededRandom

    init(seed: UInt64) {
        self.random = SeededRandom(seed: seed)
        for index in 0..<Int.random(in: 0...5, using: &self.random) {
            if index > 0 { self.write(self.random.pick(["&", "&", "&", "&&"])) }
            self.write(self.random.pick(["n", "%6E", "%6e", "%C3%A9", "é"]) + String(index % 4))
            self.write(self.random.pick(["=", "=", "=", "", "%3D", "=="]))
            for _ in 0..<Int.random(in: 0...5, using: &self.random) {
                self.write(
                    self.random.pick([
                        "plain", "longer-than-eight.bytes", "é", "€", "😀", "%C3%A9", "%e2%82%AC", "%F0%9F%98%80", "+",
                        "%20", "%2B", "%25", "%26", "=", "~", "*", "%00", "%0A",
                    ]))
            }
        }
    }

    /// The form with one to three bytes changed, removed, doubled or added.
    func damaged(seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        let telling = Array("&=+%%%%0123fFgn é".utf8) + [0, 0x1F, 0x21, 0x7E, 0x7F, 0x80, 0xC0, 0xE2, 0xED, 0xF0, 0xFF]
        return random.damage(self.text, with: telling)
    }

    private mutating func write(_ text: String) {
        self.text += Array(text.utf8)
    }
}
