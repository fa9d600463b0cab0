/// SplitMix64: the same numbers for the same seed, on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        self.state = seed
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    package mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }

    /// Text with one to three bytes changed, removed, doubled or added.
    ///
    /// - Parameter telling: bytes that mean something in such text.
    package mutating func damage(_ text: [UInt8], with telling: [UInt8]) -> [UInt8] {
        var damaged = text
        for _ in 0..<Int.random(in: 1...3, using: &self) where !damaged.isEmpty {
            let place = Int.random(in: 0..<damaged.count, using: &self)
            let byte = self.pick(telling)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: damaged[place] = byte
            case 1: damaged.remove(at: place)
            case 2: damaged.insert(damaged[place], at: place)
            default: damaged.insert(byte, at: place)
            }
        }
        return damaged
    }

    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
