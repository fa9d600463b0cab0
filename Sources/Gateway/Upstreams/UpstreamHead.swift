import Dialects
import Envelopes
import HTTP1
package import Primitives
import Revocation

/// The heads of requests to an upstream, in two parts: what is the same for every request to one address, and what
/// belongs to the exchange.
extension Upstream {
    /// Request line, `Host`, `Content-Type` and the gateway's credential there, unless that is an ``AccessToken``.
    package func fixedHead(for endpoint: Endpoint) -> SecretBytes {
        var head: [UInt8] = []
        head.reserveCapacity(endpoint.target.utf8.count + 16_384)
        let target = Array(endpoint.target.utf8)
        let authority = Array(endpoint.authority.utf8)
        RequestEncoder.appendRequestLine(.post, target: target.span, to: &head)
        FieldEncoder.append("Host", authority.span, to: &head)
        if let dialect = self.dialect {
            FieldEncoder.append(
                "Content-Type", self.contentType(of: dialect), to: &head)
        }
        self.credential?.append(to: &head)
        defer { head.wipe() }
        return SecretBytes(copying: head.span)
    }

    /// What text that is sealed is called is the dialect's business; what is more than text, the profile's.
    private func contentType(of dialect: ClientDialect) -> StaticString {
        guard let profile = self.cipher?.profile else { return dialect.clearContentType }
        let type = profile.contentType(of: .request)
        return type.description == "text/plain" ? dialect.sealedContentType : type
    }

    /// Names of header fields that are part of its replies' envelopes, in lower case.
    package var envelopeFieldNames: [[UInt8]] {
        self.cipher.map { EnvelopeFields.names(of: [$0.profile]) } ?? []
    }

    /// Appends the fields of one exchange that this upstream is told, and the end of the head.
    ///
    /// - Parameter fields: of the body's envelope.
    func appendHead(
        of origin: CallOrigin, _ fields: EnvelopeFields, contentLength: Int, to head: inout [UInt8]
    ) {
        self.appendFields(of: origin, to: &head)
        if !fields.isEmpty {
            for field in fields.fields { field.append(to: &head) }
        }
        RequestEncoder.end(contentLength: contentLength, to: &head)
    }

    /// Appends the fields of one exchange that this upstream is told.
    func appendFields(of origin: CallOrigin, to head: inout [UInt8]) {
        if self.passes.contains(.requestID) { origin.requestID.append(field: "X-Request-Id", to: &head) }
        if self.passes.contains(.traceParent), let traceParent = origin.traceParent {
            FieldEncoder.append("traceparent", traceParent.span, to: &head)
        }
        if let forwarded = origin.forwarded { self.append(forwarded, to: &head) }
    }

    /// Whether it is told of the client and the proxies before this one.
    var tellsForwarded: Bool { self.passes.contains(.xForwarded) || self.passes.contains(.forwarded) }

    private func append(_ forwarded: ForwardedOrigin, to head: inout [UInt8]) {
        func append(_ name: StaticString, _ value: [UInt8]) {
            if !value.isEmpty { FieldEncoder.append(name, value.span, to: &head) }
        }
        if self.passes.contains(.xForwarded) {
            append("X-Forwarded-For", forwarded.addresses)
            append("X-Forwarded-Proto", forwarded.scheme)
            append("X-Forwarded-Host", forwarded.host)
        }
        if self.passes.contains(.forwarded) { append("Forwarded", forwarded.elements) }
    }
}

extension Upstream.Credential {
    func append(to head: inout [UInt8]) {
        var value: [UInt8] = []
        value.reserveCapacity(16_384)
        defer { value.wipe() }
        switch self {
        // It changes: connections append it themselves.
        case .clientCredentials: return
        case .apiKey(let key):
            key.withUnsafeBytes { value.append(contentsOf: $0) }
            FieldEncoder.append("X-API-KEY", value.span, to: &head)
        case .basic(let pair):
            value.append(contentsOf: "Basic ".utf8)
            let bytes = pair.bytes
            Base64.encode(bytes, alphabet: .standard, padded: true, into: &value)
            FieldEncoder.append("Authorization", value.span, to: &head)
        case .bearer(let token):
            value.append(contentsOf: "Bearer ".utf8)
            token.withUnsafeBytes { value.append(contentsOf: $0) }
            FieldEncoder.append("Authorization", value.span, to: &head)
        }
    }
}
