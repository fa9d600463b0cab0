import Foundation
import Observability

/// What the kernel says of this process (proc(5)), under the names that Prometheus clients of all languages use.
enum ProcessFigures {
    static func append(to page: inout MetricsText) {
        if let start = self.startTime { page.add(.processStart, start) }
        if let usage = self.statusFields {
            page.add(.processCPU, Double(usage.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))))
            page.add(.processResident, usage.residentPages * sysconf(Int32(_SC_PAGESIZE)))
            page.add(.processVirtual, usage.virtualBytes)
        }
        if let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            // Less the one that the listing takes.
            page.add(.processDescriptors, names.count - 1)
        }
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        page.add(.processDescriptorLimit, files.rlim_cur)
    }

    private struct StatusFields {
        let ticks: Int
        let startTicks: Int
        let virtualBytes: Int
        let residentPages: Int
    }

    /// Fields of `/proc/self/stat`, counted behind the command's name, which may hold spaces and parentheses.
    private static var statusFields: StatusFields? {
        guard let text = self.read("/proc/self/stat"), let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[name...].split(separator: " ").dropFirst().map { Int($0) ?? 0 }
        // The first is field 3, the state.
        guard fields.count > 21 else { return nil }
        return StatusFields(
            ticks: fields[11] + fields[12], startTicks: fields[19], virtualBytes: fields[20], residentPages: fields[21])
    }

    /// Seconds since 1970: when the machine started, and the process after it.
    private static var startTime: Double? {
        guard let fields = self.statusFields, let text = self.read("/proc/stat"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(line.dropFirst(6))
        else { return nil }
        return boot + Double(fields.startTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
