import FormText
import HTTP1
package import Primitives

extension ClientCredentials {
    private static let formType: StaticString = "application/x-www-form-urlencoded"

    /// The whole request for an access token (RFC 6749 § 4.4.2).
    package var request: SecretBytes {
        let endpoint = self.service.endpoints[0]
        let body = self.body
        var head: [UInt8] = []
        // Room for all of it, so that growing leaves no part of the secret behind.
        head.reserveCapacity(
            1024 + endpoint.target.utf8.count * 3 + body.count + 5 * (self.clientID.utf8.count + self.secret.count))
        defer { head.wipe() }
        let target = Array(endpoint.target.utf8)
        let authority = Array(endpoint.authority.utf8)
        RequestEncoder.appendRequestLine(.post, target: target.span, to: &head)
        FieldEncoder.append("Host", authority.span, to: &head)
        FieldEncoder.append("Accept", "application/json", to: &head)
        FieldEncoder.append("Content-Type", Self.formType, to: &head)
        if self.method == .basic { self.appendAuthorization(to: &head) }
        FieldEncoder.append("Connection", "close", to: &head)
        RequestEncoder.end(contentLength: body.count, to: &head)
        let bytes = body.bytes
        bytes.withUnsafeBytes { head.append(contentsOf: $0) }
        return SecretBytes(copying: head.span)
    }

    private var body: SecretBuffer {
        let body = SecretBuffer(capacity: 256)
        body.append("grant_type=client_credentials")
        if let scope = self.scope {
            let text = Array(scope.utf8)
            body.append("&scope=")
            FormText.forEachEncodedPiece(of: text.span) { body.append($0) }
        }
        if self.method == .post {
            body.append("&client_id=")
            self.appendClientID(to: body)
            body.append("&client_secret=")
            self.appendSecret(to: body)
        }
        return body
    }

    /// Name and secret are form-encoded before they are joined (RFC 6749 § 2.3.1).
    private func appendAuthorization(to head: inout [UInt8]) {
        let pair = SecretBuffer(capacity: 256)
        self.appendClientID(to: pair)
        pair.append(UInt8(ascii: ":"))
        self.appendSecret(to: pair)
        let text = pair.bytes
        var value = Array("Basic ".utf8)
        value.reserveCapacity(6 + Base64.encodedCount(of: text.count, padded: true))
        defer { value.wipe() }
        Base64.encode(text, alphabet: .standard, padded: true, into: &value)
        FieldEncoder.append("Authorization", value.span, to: &head)
    }

    private func appendClientID(to buffer: SecretBuffer) {
        let text = Array(self.clientID.utf8)
        FormText.forEachEncodedPiece(of: text.span) { buffer.append($0) }
    }

    private func appendSecret(to buffer: SecretBuffer) {
        let secret = self.secret
        FormText.forEachEncodedPiece(of: secret.bytes) { buffer.append($0) }
    }
}
