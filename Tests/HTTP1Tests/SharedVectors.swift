import Foundation

/// The test vectors beside the project, which are not part of it.
enum SharedVectors {
    /// Set to 1 where the vectors must be there; without it their tests are skipped where they are not.
    static let areRequired = ProcessInfo.processInfo.environment["REVGATE_REQUIRE_SHARED"] == "1"

    private static let projectRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where a file of `../shared/vectors` would be.
    static func location(_ path: String) -> URL {
        Self.projectRoot.deletingLastPathComponent().appending(path: "shared/vectors/\(path)")
    }

    /// Whether a test that needs this file is to run: it is there, or its absence is to fail.
    static func runs(_ path: String) -> Bool {
        Self.areRequired || FileManager.default.fileExists(atPath: Self.location(path).path)
    }
}
