import FormText
import Foundation
import Testing

/// Forms that once failed, or that a fuzzer found: each is named after the fault it must have, or `valid`.
struct FailCaseTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FailCases")

    static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: self.folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "form" }
    }

    @Test func everyCaseHasTheFaultItIsNamedAfter() throws {
        let files = try Self.files()
        #expect(files.count >= 12)
        for file in files {
            // malformedEscape.cut-off.form: the fault, and what is special.
            let name = file.lastPathComponent.prefix { $0 != "." }
            let found = failure(of: Array(try Data(contentsOf: file)), ["token", "token_type_hint"])
            #expect(found.map { "\($0.fault)" } ?? "valid" == name, "\(file.lastPathComponent)")
        }
    }

    @Test func everyFaultHasACase() throws {
        let names = Set(try Self.files().map { String($0.lastPathComponent.prefix { $0 != "." }) })
        for fault in FormFault.allCases { #expect(names.contains("\(fault)")) }
    }
}
