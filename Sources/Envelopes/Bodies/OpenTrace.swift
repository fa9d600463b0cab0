/// What the steps of opening or sealing did, in words for an operator: never a secret, never plaintext, never all of a
/// value. Off the hot path only.
package final class OpenTrace {
    package private(set) var lines: [String] = []

    package init() {}

    package func note(_ line: @autoclosure () -> String) {
        self.lines.append(line())
    }
}
