/// How far a long command is, on one line of a terminal; silent elsewhere.
final class Progress {
    private static let width = 30

    private let total: Int?
    private let label: String
    private let isShown = Terminal.errorIsTerminal
    private var shownPercent = -1

    init(total: Int?, label: String) {
        self.total = total
        self.label = label
    }

    func update(_ position: Int, items: Int) {
        guard self.isShown else { return }
        guard let total = self.total, total > 0 else {
            return Terminal.write(Array("\r\(self.label) \(items) lines".utf8).span, to: 2)
        }
        let percent = min(100, position * 100 / total)
        guard percent != self.shownPercent else { return }
        self.shownPercent = percent
        let filled = percent * Self.width / 100
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        Terminal.write(Array("\r\(self.label) [\(bar)] \(percent)% \(items) lines".utf8).span, to: 2)
    }

    func finish() {
        if self.isShown { Terminal.write(Array("\n".utf8).span, to: 2) }
    }
}
