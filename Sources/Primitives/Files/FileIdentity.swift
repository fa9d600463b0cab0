import Glibc

/// Which file a path leads to, whatever it is called: its device and inode, or those of its folder and its name where it is
/// still to be made.
package struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let inode: ino_t
    /// nil for a file that is there.
    private let name: String?

    /// nil where not even the folder is there.
    package init?(of path: String) {
        var status = stat()
        if stat(path, &status) == 0 {
            self.name = nil
        } else {
            guard stat(ProtectedFile.folder(of: path), &status) == 0 else { return nil }
            self.name = path.split(separator: "/").last.map(String.init)
        }
        self.device = status.st_dev
        self.inode = status.st_ino
    }
}
