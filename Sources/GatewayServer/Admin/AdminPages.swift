import HTTP1
import Primitives

/// What the admin listener answers, as a pure function of a request.
struct AdminPages: Sendable {
    struct Page {
        let status: Int
        let body: String
        var contentType: StaticString = "application/json"
        var allow: StaticString?
        var challenge: StaticString?

        static func status(_ status: Int, _ word: String) -> Page {
            Page(status: status, body: "{\"status\":\"\(word)\"}\n")
        }
    }

    /// What a request is answered with.
    enum Answer {
        case page(Page)
        /// The page of metrics, which is gathered first.
        case metrics
    }

    private let settings: AdminListener.Settings
    private let hosts: Set<String>
    private let isReady: @Sendable () -> Bool
    private let document: @Sendable () -> String

    /// - Parameter document: describes the public listener.
    init(
        _ settings: AdminListener.Settings, isReady: @escaping @Sendable () -> Bool,
        document: @escaping @Sendable () -> String
    ) {
        self.settings = settings
        self.isReady = isReady
        self.document = document
        let port = settings.address.port
        var hosts: Set<String> = [settings.address.text.lowercased()]
        for name in ["localhost", "127.0.0.1", "[::1]"] + settings.hosts {
            hosts.insert("\(name):\(port)".lowercased())
        }
        self.hosts = hosts
    }

    func answer(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> Answer {
        let path = Self.text(bytes.extracting(head.target.path))
        guard head.method == .get || head.method == .head else {
            return .page(Page(status: 405, body: "{\"status\":\"method-not-allowed\"}\n", allow: "GET, HEAD"))
        }
        if path == "/healthz" { return .page(.status(200, "ok")) }
        // Against pages of other sites that have a browser ask in their stead (DNS rebinding).
        guard let authority = head.authority,
            self.hosts.contains(Self.text(bytes.extracting(authority)).lowercased())
        else { return .page(.status(421, "unknown-host")) }
        guard self.isAuthorized(head, bytes) else {
            return .page(Page(status: 401, body: "{\"status\":\"unauthorized\"}\n", challenge: "Bearer"))
        }
        switch path {
        case "/readyz": return .page(self.isReady() ? .status(200, "ready") : .status(503, "not-ready"))
        case "/metrics": return .metrics
        case "/openapi.json": return .page(Page(status: 200, body: self.document()))
        default: return .page(.status(404, "not-found"))
        }
    }

    private func isAuthorized(_ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> Bool {
        guard let token = self.settings.token else { return true }
        guard let range = head.fields.value(of: .authorization), !head.fields.isRepeated(.authorization) else {
            return false
        }
        let value = bytes.extracting(range)
        let scheme = "bearer "
        guard value.count > scheme.utf8.count,
            Self.text(value.extracting(first: scheme.utf8.count)).lowercased() == scheme
        else { return false }
        return constantTimeEquals(value.extracting(droppingFirst: scheme.utf8.count), token.bytes)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
