package import Envelopes
package import Gateway
import Primitives

/// `revgate.yaml`, read and checked as far as it can be without looking at keys, consumers or the store.
package struct Configuration: Sendable {
    package struct Listener: Equatable, Sendable {
        /// The files of `tls:`, in PEM.
        package struct TLS: Equatable, Sendable {
            package let certificateFile: String
            package let keyFile: String
            package let line: Int
        }

        package let address: SocketAddressText
        /// nil: clear.
        package let tls: TLS?
        package let line: Int
    }

    package struct Admin: Equatable, Sendable {
        package let address: SocketAddressText
        package let token: SecretSource?
        /// Names in `Host` that are answered beside the address itself.
        package let hosts: [String]
        package let line: Int
    }

    package struct Embedded: Equatable, Sendable {
        package enum Unknown: String, CaseIterable, Sendable {
            case revoke
            case refuse
        }

        package var unknown = Unknown.revoke
        /// Milliseconds; nil for ever.
        package var retain: Int? = 400 * 86_400_000
        package var maximumUnknownPerConsumer = 1_000_000
    }

    package struct RouteEntry: Sendable {
        package let route: Route
        package let line: Int
    }

    /// Where the access log goes, and the line that says so.
    package struct AccessLog: Equatable, Sendable {
        package enum Target: Equatable, Sendable {
            case none
            case standardOutput
            case file(String)
        }

        package var target = Target.none
        package var line = 0
    }

    /// Where it was read from; paths in it are already resolved against the folder of this one.
    package let path: String
    package var listeners: [Listener] = []
    package var admin: Admin?
    package var keyDirectory: String
    package var storePath: String
    package var embedded = Embedded()
    package var profiles: [CipherProfile] = CipherProfile.builtIn
    /// Those of `ciphers`, as written.
    var ownProfiles: [ProfileDefinition] = []
    /// Names in `ciphers` whose profiles are at fault: what names one is not at fault as well.
    var faultyProfiles: Set<String> = []
    package var upstreams: [UpstreamEntry] = []
    /// Names in `upstreams` whose entries are at fault: what names one is not at fault as well.
    var faultyUpstreams: Set<String> = []
    package var routes: [RouteEntry] = []
    /// Peers whose `X-Forwarded-For` and `Forwarded` are believed.
    package var trustedProxies: [AddressBlock] = []
    package var limits = GatewayLimits.defaults
    package var accessLog = AccessLog()

    init(path: String) {
        self.path = path
        let folder = ProtectedFile.folder(of: path)
        self.keyDirectory = Self.resolve("keys", in: folder)
        self.storePath = Self.resolve("data/revgate.sqlite", in: folder)
    }

    package func profile(named name: String) -> CipherProfile? {
        self.profiles.first { $0.name == name }
    }

    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
    }
}
