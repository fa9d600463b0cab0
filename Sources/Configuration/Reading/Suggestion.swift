/// Finds what was probably meant.
package enum Suggestion {
    /// `; did you mean "x"?` when a known word is at most two edits away, otherwise the list of known words.
    package static func text(for word: String, among known: [String]) -> String {
        if let nearest = self.nearest(to: word, among: known) { return nearest }
        return known.isEmpty ? "" : "; known: \(known.joined(separator: ", "))"
    }

    /// `; did you mean "x"?`; nil where no known word is at most two edits away.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let ranked = known.map { (word: $0, distance: self.distance(Array(word.utf8), Array($0.utf8))) }
        if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= 2, best.distance < word.utf8.count
        {
            return "; did you mean \"\(best.word)\"?"
        }
        return nil
    }

    /// Levenshtein distance in bytes.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
