import Foundation
import Testing

@testable import Primitives

@Suite final class ProtectedFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "revgate-files-\(UUID())").path
    private var path: String { "\(self.folder)/secret" }

    init() throws {
        try ProtectedFile.makePrivateFolder(self.folder)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.folder)
    }

    private func write(_ text: String, mode: UInt32 = 0o600) throws {
        try ProtectedFile.write(Array(text.utf8).span, to: self.path, mode: mode)
    }

    private func read(_ secrecy: ProtectedFile.Secrecy = .secret, limit: Int = 1024) throws -> String {
        try ProtectedFile.read(self.path, secrecy: secrecy, limit: limit).withUnsafeBytes {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func whatIsWrittenIsReadAndNothingElseIsLeft() throws {
        try self.write("first")
        try self.write("second")
        #expect(try self.read() == "second")
        #expect(try FileManager.default.contentsOfDirectory(atPath: self.folder) == ["secret"])
    }

    @Test(arguments: [(0o600, true, true), (0o640, true, true), (0o644, false, true), (0o660, false, false)])
    func secretsAndGuardedFilesLetInWhoTheyMay(mode: UInt32, secret: Bool, guarded: Bool) throws {
        try self.write("x", mode: mode)
        let refusal = FileFailure.permissive(path: self.path, mode: mode)
        if secret { #expect(try self.read() == "x") } else { #expect(throws: refusal) { try self.read() } }
        if guarded {
            #expect(try self.read(.guarded) == "x")
        } else {
            #expect(throws: refusal) { try self.read(.guarded) }
        }
    }

    @Test func whatIsMissingOrNoFileOrTooLargeIsNamed() throws {
        #expect(throws: FileFailure.missing(path: self.path)) { try self.read() }
        #expect(throws: FileFailure.notRegular(path: self.folder)) {
            try ProtectedFile.read(self.folder, secrecy: .guarded)
        }
        try self.write(String(repeating: "x", count: 100))
        #expect(throws: FileFailure.tooLarge(path: self.path, limit: 99)) { try self.read(limit: 99) }
        mkfifo("\(self.folder)/pipe", 0o600)
        #expect(throws: FileFailure.notRegular(path: "\(self.folder)/pipe")) {
            try ProtectedFile.read("\(self.folder)/pipe", secrecy: .secret)
        }
    }

    @Test func aFailedWriteLeavesTheOldFile() throws {
        try self.write("old")
        #expect(throws: FileFailure.self) {
            try ProtectedFile.write(Array("new".utf8).span, to: "\(self.folder)/none/secret")
        }
        #expect(try self.read() == "old")
    }

    @Test(arguments: [0o720, 0o702, 0o777])
    func aFolderThatOthersMayChangeIsRefused(mode: UInt32) throws {
        chmod(self.folder, mode)
        #expect(throws: FileFailure.permissive(path: self.folder, mode: mode)) {
            try ProtectedFile.checkFolder(self.folder)
        }
        chmod(self.folder, 0o700)
        try ProtectedFile.checkFolder(self.folder)
    }

    @Test(arguments: [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a"), ("\n", ""), ("", "")])
    func oneLineBreakAtTheEndIsDropped(text: String, rest: String) {
        let bytes = SecretBytes(copying: Array(text.utf8).span).droppingTrailingNewline()
        #expect(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == rest)
    }
}
