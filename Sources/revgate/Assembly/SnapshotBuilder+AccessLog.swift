import Configuration
import Foundation
import GatewayServer
import Primitives

/// The access log must not be written into a file that the gateway works with.
extension SnapshotBuilder {
    func checkAccessLog(_ inspection: inout Inspection) {
        let target = self.configuration.accessLogTarget
        guard let fault = target.fault ?? self.clash(of: target) else { return }
        inspection.faults.append(
            ConfigurationFault(line: self.configuration.accessLog.line, message: "access-log: \(fault)"))
    }

    private func clash(of target: AccessLogTarget) -> String? {
        guard case .file(let path) = target, let identity = FileIdentity(of: path) else { return nil }
        let keys = self.configuration.keyDirectory
        if FileIdentity(of: ProtectedFile.folder(of: path)) == FileIdentity(of: keys) {
            return "\(path) lies in the key directory; name a file elsewhere"
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: keys)) ?? []
        let own = self.filesInUse + names.map { (path: "\(keys)/\($0)", what: "a file of the key directory") }
        return own.first { FileIdentity(of: $0.path) == identity }.map {
            "\(path) is \($0.what); name a file of its own"
        }
    }

    private var filesInUse: [(path: String, what: String)] {
        var files = [(path: self.configuration.path, what: "the configuration")]
        for suffix in ["", "-wal", "-shm", "-journal", ".lock"] {
            files.append((self.configuration.storePath + suffix, "the store"))
        }
        for tls in self.configuration.listeners.compactMap(\.tls) {
            files.append((tls.certificateFile, "a certificate"))
            files.append((tls.keyFile, "a private key"))
        }
        var secrets = [self.configuration.admin?.token]
        for upstream in self.configuration.upstreams {
            for tls in [upstream.tls, upstream.credential?.clientCredentials?.tls] {
                if let path = tls?.authorityFile { files.append((path, "a certificate")) }
            }
            secrets.append(upstream.credential?.source)
        }
        for case .file(let path) in secrets { files.append((path, "a secret")) }
        return files
    }
}
