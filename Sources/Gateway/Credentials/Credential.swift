import Consumers
import Primitives

/// The one credential of a request, from whichever carrier: `X-API-KEY`, a Basic password or a Bearer token
/// (contract.md, Credentials).
struct Credential {
    private enum Carrier {
        /// `X-API-KEY` or Bearer: nothing but the key, known by its digest from here on.
        case key(Digest32)
        case basic(BasicCredential)
    }

    private let carrier: Carrier

    /// - Throws: `badCredential` when there is none, `ambiguousCredential` when there are two or one twice.
    init(of request: borrowing ReceivedRequest, _ apiKeys: HMACSHA256) throws(Refusal) {
        switch (request.apiKey, request.authorization) {
        case (.repeated, _), (_, .repeated), (.one, .one): throw .ambiguousCredential
        case (.absent, .absent): throw .badCredential
        case (.one(let range), .absent):
            self.carrier = .key(try Self.digest(of: request.bytes.extracting(range), apiKeys))
        case (.absent, .one(let range)):
            self.carrier = try Self.authorization(request.bytes.extracting(range), apiKeys)
        }
    }

    /// Who holds it; nil for a secret that nobody holds, or one whose user name is not its holder's.
    func holder(in registry: ConsumerRegistry, _ apiKeys: HMACSHA256) -> RegisteredConsumer? {
        switch self.carrier {
        case .key(let digest):
            registry.holder(of: digest)
        case .basic(let credential):
            credential.holder(in: registry, apiKeys)
        }
    }

    private static func digest(of secret: Span<UInt8>, _ apiKeys: HMACSHA256) throws(Refusal) -> Digest32 {
        guard (1...APIKey.maximumLength).contains(secret.count) else { throw .badCredential }
        return apiKeys.authenticate(secret)
    }

    /// `Basic` or `Bearer`, the scheme in any case, one or more spaces, then the value (RFC 9110 § 11.4).
    private static func authorization(_ value: Span<UInt8>, _ apiKeys: HMACSHA256) throws(Refusal) -> Carrier {
        var end = 0
        while end < value.count, value[end] != UInt8(ascii: " ") { end += 1 }
        var start = end
        while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
        let scheme = value.extracting(first: end)
        let parameter = value.extracting(start...)
        if scheme.equalsIgnoringCase("bearer") {
            return .key(try self.digest(of: parameter, apiKeys))
        }
        guard scheme.equalsIgnoringCase("basic"), let basic = BasicCredential(parameter) else { throw .badCredential }
        return .basic(basic)
    }
}

extension Span<UInt8> {
    /// Compares with lower-case ASCII text.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard self.count == text.utf8CodeUnitCount else { return false }
        for index in self.indices {
            let byte = self[index]
            let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            guard lower == text.utf8Start[index] else { return false }
        }
        return true
    }
}
