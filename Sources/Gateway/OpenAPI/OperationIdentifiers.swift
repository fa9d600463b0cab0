/// Makes the identifiers of operations from names of routes: words of `A-Z`, `a-z` and `0-9` between underscores, as
/// generated code can have them for names, and each of them once.
struct OperationIdentifiers {
    private var taken: Set<String> = []

    mutating func identifier(for name: String) -> String {
        let words = name.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let plain = words.isEmpty ? "root" : words.joined(separator: "_")
        var identifier = plain
        var number = 2
        while !self.taken.insert(identifier).inserted {
            identifier = "\(plain)_\(number)"
            number += 1
        }
        return identifier
    }
}
