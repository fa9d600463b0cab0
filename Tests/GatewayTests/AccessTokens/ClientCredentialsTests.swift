import Dialects
import Foundation
import Primitives
import Testing

@testable import Gateway

@Suite struct ClientCredentialsTests {
    private static func credentials(
        host: String = "auth.example", id: String = "client", secret: String = "secret", scope: String? = nil,
        method: ClientCredentials.Method = .basic, timeout: Int = 5_000
    ) -> ClientCredentials {
        let endpoint = Upstream.Endpoint(host: host, port: 8443, target: "/token?a=b")
        return ClientCredentials(
            service: Upstream(
                name: "legacy", endpoints: [endpoint], dialect: nil, codes: ClientCodes(unknownToken: []),
                timeout: timeout),
            clientID: id, secret: SecretBytes(copying: Array(secret.utf8).span), scope: scope, method: method)
    }

    private func request(_ credentials: ClientCredentials) -> String {
        credentials.request.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static let head =
        "POST /token?a=b HTTP/1.1\r\nHost: auth.example:8443\r\nAccept: application/json\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"

    @Test func nameAndSecretTravelInAuthorization() {
        let pair = Data("client:secret".utf8).base64EncodedString()
        let expected =
            Self.head + "Authorization: Basic \(pair)\r\nConnection: close\r\nContent-Length: 29\r\n\r\n"
            + "grant_type=client_credentials"
        #expect(self.request(Self.credentials()) == expected)
    }

    /// RFC 6749 § 2.3.1: they are form-encoded before they are joined.
    @Test func nameAndSecretAreFormEncodedInAuthorization() {
        let pair = Data("a+b%3A%2F:s%3Aecr%C3%A9t%25%2B+".utf8).base64EncodedString()
        let request = self.request(Self.credentials(id: "a b:/", secret: "s:ecrét%+ "))
        #expect(request.contains("\r\nAuthorization: Basic \(pair)\r\n"))
    }

    @Test func nameAndSecretTravelInTheForm() {
        let form = "grant_type=client_credentials&scope=a+b%3Ac&client_id=cl+ient&client_secret=s%26%3D"
        let expected =
            Self.head + "Connection: close\r\nContent-Length: \(form.utf8.count)\r\n\r\n" + form
        let credentials = Self.credentials(id: "cl ient", secret: "s&=", scope: "a b:c", method: .post)
        #expect(self.request(credentials) == expected)
    }

    @Test func onlyEqualCredentialsShareTokens() {
        let same = Self.credentials(scope: "a")
        #expect(same == Self.credentials(scope: "a"))
        let others = [
            Self.credentials(), Self.credentials(scope: "b"), Self.credentials(host: "other.example", scope: "a"),
            Self.credentials(id: "other", scope: "a"), Self.credentials(secret: "other!", scope: "a"),
            Self.credentials(scope: "a", method: .post), Self.credentials(scope: "a", timeout: 1_000),
        ]
        #expect(others.allSatisfy { $0 != same })
    }

    @Test func theTokenIsNoPartOfFixedHeads() {
        let endpoint = Upstream.Endpoint(host: "h", port: 80, target: "/revoke")
        let upstream = Upstream(
            name: "legacy", endpoints: [endpoint], dialect: .rfc7009, codes: ClientCodes(unknownToken: []),
            credential: .clientCredentials(Self.credentials()))
        let head = upstream.fixedHead(for: endpoint).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        #expect(
            head
                == "POST /revoke HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n")
        let forward = upstream.forwardHead(for: endpoint).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        #expect(forward == "Host: h\r\n")
        #expect(upstream.authorizes)
    }
}
