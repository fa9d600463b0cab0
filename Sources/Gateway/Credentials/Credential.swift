import Consumers
import Primitives

/// The one credential of a request's head, from whichever carrier: `X-API-KEY`, a Basic password or a Bearer token
/// (contract.md, Credentials).
struct Credential {
    private enum Carrier {
        /// `X-API-KEY` or Bearer: where the key stands in the head.
        case key(Range<Int>)
        case basic(BasicCredential)
    }

    private let carrier: Carrier

    /// nil when the head has none.
    ///
    /// - Throws: `badCredential` for one that cannot be one, `ambiguousCredential` when there are two or one twice.
    init?(of request: borrowing ReceivedRequest) throws(Refusal) {
        guard request.route.forward == nil else {
            guard let carrier = try Self.apiKey(of: request) else { return nil }
            self.carrier = carrier
            return
        }
        switch (request.apiKey, request.authorization) {
        case (.repeated, _), (_, .repeated), (.one, .one): throw .ambiguousCredential
        case (.absent, .absent): return nil
        case (.one(let range), .absent): self.carrier = .key(try Self.checked(range))
        case (.absent, .one(let range)): self.carrier = try Self.authorization(request.bytes, range)
        }
    }

    /// On a forward route only `X-API-KEY` is read: `Authorization` is the upstream's business, unless the gateway's own
    /// credential travels there.
    private static func apiKey(of request: borrowing ReceivedRequest) throws(Refusal) -> Carrier? {
        switch (request.apiKey, request.authorization) {
        case (.repeated, _): throw .ambiguousCredential
        case (_, .one), (_, .repeated):
            if request.service.upstream?.authorizes == true { throw .ambiguousCredential }
        case (_, .absent): break
        }
        guard case .one(let range) = request.apiKey else { return nil }
        return .key(try Self.checked(range))
    }

    /// Who holds it; nil for a secret that nobody holds, or one whose user name is not its holder's.
    func holder(
        of request: borrowing ReceivedRequest, in registry: ConsumerRegistry, _ apiKeys: HMACSHA256,
        _ memory: CredentialMemory, generation: Int
    ) -> RegisteredConsumer? {
        switch self.carrier {
        case .key(let range):
            let key = request.bytes.extracting(range)
            if let known = memory.holder(of: key, generation: generation) { return known }
            guard let holder = registry.holder(of: apiKeys.authenticate(key)) else { return nil }
            memory.remember(holder, of: key, generation: generation)
            return holder
        case .basic(let credential):
            return credential.holder(in: registry, apiKeys)
        }
    }

    private static func checked(_ key: Range<Int>) throws(Refusal) -> Range<Int> {
        guard (1...APIKey.maximumLength).contains(key.count) else { throw .badCredential }
        return key
    }

    /// `Basic` or `Bearer`, the scheme in any case, one or more spaces, then the value (RFC 9110 § 11.4).
    private static func authorization(_ bytes: Span<UInt8>, _ value: Range<Int>) throws(Refusal) -> Carrier {
        var end = value.lowerBound
        while end < value.upperBound, bytes[end] != UInt8(ascii: " ") { end += 1 }
        var start = end
        while start < value.upperBound, bytes[start] == UInt8(ascii: " ") { start += 1 }
        let scheme = bytes.extracting(value.lowerBound..<end)
        let parameter = start..<value.upperBound
        if scheme.equalsIgnoringCase("bearer") { return .key(try self.checked(parameter)) }
        guard scheme.equalsIgnoringCase("basic"), let basic = BasicCredential(bytes.extracting(parameter)) else {
            throw .badCredential
        }
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
