import Revocation

/// Tells, without a look at the table, that a fingerprint was never folded; never denies one that was (B. H. Bloom,
/// 1970). A fingerprint is a keyed hash already, so its bits serve as the hash functions.
///
/// Grows by adding a layer of twice the size, so nothing is ever rehashed. One 64-byte block a layer is read per
/// question. At 12 bits a fingerprint about one in a hundred strangers is let through, for a look at the table.
struct FingerprintFilter {
    private static let bitsPerFingerprint = 12
    private static let bitsPerBlock = 512
    private static let probes = 6

    private struct Layer {
        var words: [UInt64]
        let capacity: Int
        var count = 0

        init(capacity: Int) {
            let blocks = max(1, capacity * FingerprintFilter.bitsPerFingerprint / FingerprintFilter.bitsPerBlock)
            self.words = [UInt64](repeating: 0, count: blocks * 8)
            self.capacity = capacity
        }

        private func block(of fingerprint: Fingerprint) -> Int {
            let blocks = UInt64(self.words.count / 8)
            return Int(fingerprint.high.multipliedFullWidth(by: blocks).high) * 8
        }

        func contains(_ fingerprint: Fingerprint) -> Bool {
            let base = self.block(of: fingerprint)
            var bits = fingerprint.low
            for _ in 0..<FingerprintFilter.probes {
                let bit = Int(bits & 511)
                guard self.words[base + bit >> 6] & (1 << UInt64(bit & 63)) != 0 else { return false }
                bits >>= 9
            }
            return true
        }

        mutating func insert(_ fingerprint: Fingerprint) {
            let base = self.block(of: fingerprint)
            var bits = fingerprint.low
            for _ in 0..<FingerprintFilter.probes {
                let bit = Int(bits & 511)
                self.words[base + bit >> 6] |= 1 << UInt64(bit & 63)
                bits >>= 9
            }
            self.count += 1
        }
    }

    private var layers: [Layer]

    /// - Parameter capacity: fingerprints the first layer is good for.
    init(capacity: Int) {
        self.layers = [Layer(capacity: max(capacity, 1024))]
    }

    /// Bytes of the bit tables.
    var size: Int { self.layers.reduce(0) { $0 + $1.words.count * 8 } }

    func mayContain(_ fingerprint: Fingerprint) -> Bool {
        self.layers.contains { $0.contains(fingerprint) }
    }

    mutating func insert(_ fingerprint: Fingerprint) {
        guard !self.mayContain(fingerprint) else { return }
        if self.layers[self.layers.count - 1].count >= self.layers[self.layers.count - 1].capacity {
            self.layers.append(Layer(capacity: self.layers[self.layers.count - 1].capacity * 2))
        }
        self.layers[self.layers.count - 1].insert(fingerprint)
    }
}
