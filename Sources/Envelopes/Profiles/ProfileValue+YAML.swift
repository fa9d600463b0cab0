extension ProfileValue {
    /// On one line, as it is written in a configuration.
    package var yaml: String {
        switch self {
        case .text(let text): text.yaml
        case .list(let words): "[\(words.map(\.yaml).joined(separator: ", "))]"
        case .mapping(let pairs):
            "{\(pairs.map { "\($0.name.yaml): \($0.isLiteral ? $0.value : $0.value.quotedYAML)" }.joined(separator: ", "))}"
        }
    }
}

extension String {
    /// Plain where that can be read back as the same text, quoted elsewhere.
    fileprivate var yaml: String {
        let isPlain =
            self.utf8.first.map { $0.isLetterOrDigit || $0 == UInt8(ascii: "/") } ?? false
            && self.utf8.allSatisfy { $0.isLetterOrDigit || "-_./:+".utf8.contains($0) }
            && !self.hasSuffix(":")
        return isPlain ? self : self.quotedYAML
    }

    /// YAML 1.2 § 7.3.1: double quotes, with the escapes of JSON.
    fileprivate var quotedYAML: String {
        var quoted = "\""
        for scalar in self.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\x" + (digits.count == 1 ? "0" : "") + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
