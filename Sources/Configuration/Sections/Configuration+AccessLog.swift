import Primitives

extension Configuration {
    /// `-`, `none`, or a file; left out, there is none.
    mutating func readAccessLog(_ root: MappingReader) {
        guard let text = root.text("access-log") else { return }
        guard !text.isEmpty, !text.utf8.contains(0) else {
            root.fault("access-log", "names no file; write - for standard output, a path, or none")
            return
        }
        let target: AccessLog.Target =
            switch text {
            case "none": .none
            case "-": .standardOutput
            default: .file(Self.resolve(text, in: ProtectedFile.folder(of: self.path)))
            }
        self.accessLog = AccessLog(target: target, line: root.line(of: "access-log"))
    }
}
