package import HTTP1
package import Primitives
import Revocation

/// The head of a request that goes on to an upstream, without what belongs to the connection that it goes on by.
package struct ForwardedRequest {
    /// How the end of its content is told to the upstream.
    package enum Framing: Equatable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    package let method: Method
    private var methodToken: [UInt8]
    /// Path and query as they came.
    private var target: [UInt8]
    /// Field lines of the caller that are meant for the upstream, and those that the gateway adds.
    private var fields: [UInt8] = []

    /// - Parameters:
    ///   - contentType: of a body that the gateway opens; nil where the body goes on as it came.
    ///   - names: of the envelope's header fields, in lower case: they end here.
    init(
        _ head: borrowing RequestHead, _ bytes: Span<UInt8>, to upstream: Upstream, _ origin: CallOrigin,
        contentType: String?, without names: [[UInt8]] = [], holdsReply: Bool
    ) {
        self.method = head.method
        self.methodToken = Self.copy(bytes.extracting(head.methodRange))
        self.target = head.target.path.isEmpty ? [UInt8(ascii: "/")] : Self.copy(bytes.extracting(head.target.path))
        self.target += Self.copy(bytes.extracting(head.target.query))
        self.fields.reserveCapacity(head.end + 512)
        for line in head.fields.lines where Self.passesOn(line, head, bytes) {
            if contentType != nil {
                if line.known == .contentType { continue }
                if line.known == nil, SealedNames.areDigests(bytes.extracting(line.name)) { continue }
            }
            if !names.isEmpty {
                let name = bytes.extracting(line.name)
                if names.contains(where: { name.isName($0) }) { continue }
            }
            // What is read here must come uncoded.
            if holdsReply, line.known == .acceptEncoding { continue }
            FieldEncoder.append(line, of: bytes, to: &self.fields)
        }
        if let contentType {
            let value = Array(contentType.utf8)
            FieldEncoder.append("Content-Type", value.span, to: &self.fields)
        }
        FieldEncoder.append("Via", "1.1 revgate", to: &self.fields)
        upstream.appendFields(of: origin, to: &self.fields)
    }

    /// Appends the whole head.
    ///
    /// - Parameters:
    ///   - fixed: of ``Upstream/forwardHead(for:)``.
    ///   - authorization: of an ``AccessToken``.
    package func appendHead(
        to endpoint: Upstream.Endpoint, fixed: SecretBytes, authorization: SecretBytes?, _ framing: Framing,
        into output: inout [UInt8]
    ) {
        let base = endpoint.target.hasSuffix("/") ? endpoint.target.dropLast() : Substring(endpoint.target)
        let whole = Array(base.utf8) + self.target
        RequestEncoder.appendRequestLine(methodToken: self.methodToken.span, target: whole.span, to: &output)
        fixed.withUnsafeBytes { output.append(contentsOf: $0) }
        authorization?.withUnsafeBytes { output.append(contentsOf: $0) }
        output.append(contentsOf: self.fields)
        switch framing {
        case .length(let length): RequestEncoder.end(contentLength: length, to: &output)
        case .chunked: RequestEncoder.endChunked(to: &output)
        // Methods that usually have content say that there is none (RFC 9110 § 8.6).
        case .none where [.post, .put, .patch].contains(self.method):
            RequestEncoder.end(contentLength: 0, to: &output)
        case .none: RequestEncoder.endWithoutContent(to: &output)
        }
    }

    /// Whether sending it twice does what sending it once does (RFC 9110 § 9.2.2).
    package var isIdempotent: Bool {
        switch self.method {
        case .get, .head, .put, .delete, .options, .trace: true
        case .post, .patch, .other: false
        }
    }

    /// The caller's fields may hold credentials.
    mutating func wipe() {
        self.fields.wipe()
        self.target.wipe()
    }

    private static func passesOn(_ line: FieldLine, _ head: borrowing RequestHead, _ bytes: Span<UInt8>) -> Bool {
        switch line.known {
        // Made anew for the upstream, or not its business.
        case .host, .contentLength, .expect, .apiKey, .requestID, .traceParent, .forwarded, .forwardedFor: return false
        case .some(let known) where known.isHopByHop: return false
        case .some: break
        case nil: guard ForwardedNames.mayPass(bytes.extracting(line.name)) else { return false }
        }
        return !head.fields.isNamedByConnection(line, in: bytes)
    }

    private static func copy(_ bytes: Span<UInt8>) -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}

/// Names of request fields that say who a caller is where somebody in front of the upstream is believed to have set
/// them: a caller's own are not passed on.
enum ForwardedNames {
    /// The last two name another path than the request line does.
    private static let reserved: [StaticString] = ["x-real-ip", "x-original-url", "x-rewrite-url"]
    private static let reservedPrefixes: [StaticString] = ["x-forwarded-", "x-consumer-", "x-credential-"]

    static func mayPass(_ name: Span<UInt8>) -> Bool {
        // Gateways of the CGI kind read `X_API_KEY` as `X-API-KEY`.
        for index in name.indices where name[index] == UInt8(ascii: "_") { return false }
        for reserved in self.reserved where name.equalsIgnoringCase(reserved) { return false }
        for prefix in self.reservedPrefixes where name.count >= prefix.utf8CodeUnitCount {
            if name.extracting(first: prefix.utf8CodeUnitCount).equalsIgnoringCase(prefix) { return false }
        }
        return true
    }
}

extension Upstream {
    /// `Host` and the gateway's credential there, unless that is an ``AccessToken``, for requests that are passed on.
    package func forwardHead(for endpoint: Endpoint) -> SecretBytes {
        var head: [UInt8] = []
        head.reserveCapacity(16_384)
        defer { head.wipe() }
        let authority = Array(endpoint.authority.utf8)
        FieldEncoder.append("Host", authority.span, to: &head)
        self.credential?.append(to: &head)
        return SecretBytes(copying: head.span)
    }

    /// Whether its credential travels in `Authorization`, where a caller's own has no place beside it.
    var authorizes: Bool {
        switch self.credential {
        case .basic, .bearer, .clientCredentials: true
        case .apiKey, nil: false
        }
    }
}
