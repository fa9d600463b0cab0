import Configuration
import Gateway
import Primitives

extension CommonOptions {
    /// Ends the command where no route has a name that `--allow` gives. A configuration that is at fault elsewhere cannot
    /// say which routes it has: then nothing is refused here, and a gateway names what is not there.
    func checkRoutes(_ allowed: [String]) throws(CommandFailure) {
        guard !allowed.isEmpty, let result = try? ConfigurationReader.read(self.config),
            case .valid(let configuration) = result
        else { return }
        let names = configuration.routes.map(\.route.name).sorted()
        guard let gone = allowed.first(where: { !names.contains($0) }) else { return }
        let hint = names.isEmpty ? "; the configuration has no routes" : Suggestion.text(for: gone, among: names)
        throw CommandFailure(.configuration, "--allow: no route \"\(gone)\"\(hint)")
    }
}
