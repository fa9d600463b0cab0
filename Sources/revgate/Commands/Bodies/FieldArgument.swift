import ArgumentParser
import Envelopes
import Foundation
import Primitives

/// A header field as an operator writes it: `NAME=VALUE`, or `NAME: VALUE` as in a message.
struct FieldArgument: ExpressibleByArgument {
    let name: String
    let value: [UInt8]

    init?(argument: String) {
        guard let separator = argument.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
        let name = argument[..<separator]
        guard !name.isEmpty, !name.contains(" ") else { return nil }
        self.name = String(name)
        self.value = Array(argument[argument.index(after: separator)...].trimmingCharacters(in: .whitespaces).utf8)
    }
}

extension EnvelopeFields {
    init(_ arguments: [FieldArgument]) {
        self.init()
        for argument in arguments { self.add(argument.name, argument.value) }
    }

    /// Lines `Name: value`, as `curl -H @FILE` reads them.
    var lines: [String] {
        self.fields.map { "\($0.name): \(String(decoding: $0.value, as: UTF8.self))" }
    }

    var byName: [String: String] {
        Dictionary(self.fields.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }) { first, _ in first }
    }
}

/// The header fields in a file of such lines; empty lines are passed over.
func readFields(_ path: String) throws(CommandFailure) -> [FieldArgument] {
    let text = try readInput(path).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    var fields: [FieldArgument] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let line = line.trimmingCharacters(in: .whitespaces.union(["\r"]))
        guard !line.isEmpty else { continue }
        guard let field = FieldArgument(argument: line) else {
            throw CommandFailure(.inputOutput, "\(path):\(index + 1): not a header field: write Name: value")
        }
        fields.append(field)
    }
    return fields
}
