import Foundation

/// The `openssl` command, which makes keys that this module has not made.
enum OpenSSLCommand {
    private static let path = "/usr/bin/openssl"

    static let isHere = FileManager.default.isExecutableFile(atPath: path)
    static let absence = "\(path) is not here"

    struct Failed: Error {
        let arguments: [String]
        let status: Int32
    }

    /// What it writes to its standard output.
    static func run(_ arguments: String..., input: [UInt8] = []) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: self.path)
        process.arguments = arguments
        let (source, sink) = (Pipe(), Pipe())
        process.standardInput = source
        process.standardOutput = sink
        process.standardError = FileHandle.nullDevice
        try process.run()
        // All of it fits the pipe, so that writing before reading waits for nobody.
        try source.fileHandleForWriting.write(contentsOf: Data(input))
        try source.fileHandleForWriting.close()
        let output = try sink.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(arguments: arguments, status: process.terminationStatus)
        }
        return [UInt8](output)
    }

    /// Calls `body` with the path of a file of these bytes.
    static func withFile<Value>(_ contents: [UInt8], _ body: (String) throws -> Value) throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: "revgate-\(UUID().uuidString)")
        try Data(contents).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }
}
