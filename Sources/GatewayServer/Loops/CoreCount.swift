import Glibc

/// Cores that this process may run on, as its affinity grants them: one event loop each. NIO's own count looks at the
/// machine and not at the process.
package enum CoreCount {
    package static var granted: Int {
        self.readStatus().flatMap(self.count(inStatus:)) ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// From the text of `/proc/self/status`, line `Cpus_allowed_list:` (proc(5)): `0-3,8` are five.
    static func count(inStatus status: String) -> Int? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed_list:") }),
            let list = line.split(whereSeparator: { $0 == "\t" || $0 == " " }).last
        else { return nil }
        var count = 0
        for part in list.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, last >= first else { return nil }
            count += last - first + 1
        }
        return count > 0 ? count : nil
    }

    private static func readStatus() -> String? {
        guard let file = fopen("/proc/self/status", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
