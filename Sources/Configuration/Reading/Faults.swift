/// Collects what is wrong, so that an operator sees all of it at once.
final class Faults {
    private(set) var list: [ConfigurationFault] = []

    func add(_ line: Int, _ message: String) {
        self.list.append(ConfigurationFault(line: line, message: message))
    }
}
