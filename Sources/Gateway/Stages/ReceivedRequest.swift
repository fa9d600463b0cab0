import Dialects
import Envelopes
import HTTP1
import Revocation

/// A request head that found its route, with the bytes it was parsed from. Lives no longer than they do.
struct ReceivedRequest: ~Escapable {
    /// One field that must stand at most once.
    enum SingleField {
        case absent
        case one(Range<Int>)
        case repeated
    }

    let route: Route
    let routeIndex: Int
    let service: RouteService
    let origin: CallOrigin
    let bytes: Span<UInt8>
    private let fields: FieldSection

    @_lifetime(copy bytes)
    init(
        _ head: borrowing RequestHead, _ bytes: Span<UInt8>, route: Route, routeIndex: Int, service: RouteService,
        origin: CallOrigin
    ) {
        self.route = route
        self.routeIndex = routeIndex
        self.service = service
        self.origin = origin
        self.bytes = bytes
        self.fields = head.fields
    }

    /// The value of `Origin` where its pages may ask here (Fetch § 3.2).
    var allowedOrigin: String? {
        guard !self.route.origins.isEmpty, case .one(let range) = self.single(.origin) else { return nil }
        let sent = self.bytes.extracting(range)
        return self.route.origins.first { origin in
            let bytes = Array(origin.utf8)
            return sent.count == bytes.count && sent.indices.allSatisfy { sent[$0] == bytes[$0] }
        }
    }

    /// Whether a browser asks what a page of another origin may send (Fetch § 3.2.2).
    var isPreflight: Bool {
        guard case .one(let range) = self.single(.accessControlRequestMethod) else { return false }
        return !range.isEmpty
    }

    var apiKey: SingleField { self.single(.apiKey) }
    var authorization: SingleField { self.single(.authorization) }

    /// The fields of these names, which are in lower case.
    func envelopeFields(_ names: [[UInt8]]) -> EnvelopeFields { EnvelopeFields(names, in: self.fields, self.bytes) }

    /// Whether the body's declared format is one the route reads: one of the dialect's, or none declared, and no
    /// `Content-Encoding` (contract.md); of a forward route, any that it does not have to read.
    var hasAcceptableContent: Bool {
        // What is passed on unopened is not read here.
        guard let dialect = self.route.dialect else {
            return self.route.ciphers.isEmpty || !self.fields.contains(.contentEncoding)
        }
        if self.fields.contains(.contentEncoding) { return false }
        switch self.single(.contentType) {
        // Where several formats exist, which one it is must be said.
        case .absent: return !self.route.ciphers.isEmpty || dialect.contentTypes.count == 1
        case .repeated: return false
        case .one(let range):
            return Self.isAcceptable(self.bytes.extracting(range), in: dialect, self.route.ciphers)
        }
    }

    /// Of a JWE that nothing is around, in whichever serialization it comes (RFC 7515 § 9.2).
    private static let typesOfJWE: [StaticString] = ["application/jose", "application/jose+json", "application/json"]

    /// Type and subtype decide; parameters such as `charset` are passed over.
    private static func isAcceptable(
        _ value: Span<UInt8>, in dialect: Dialect, _ ciphers: [Route.Cipher]
    ) -> Bool {
        var end = 0
        while end < value.count, value[end] != UInt8(ascii: ";") { end += 1 }
        while end > 0, value[end - 1] == UInt8(ascii: " ") || value[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        let mediaType = value.extracting(first: end)
        for accepted in dialect.contentTypes where mediaType.equalsIgnoringCase(accepted) { return true }
        if ciphers.isEmpty { return false }
        if mediaType.equalsIgnoringCase("text/plain") { return true }
        for cipher in ciphers where mediaType.equalsIgnoringCase(cipher.profile.contentType(of: .request)) {
            return true
        }
        guard ciphers.contains(where: { $0.profile.isBareJWE }) else { return false }
        for accepted in Self.typesOfJWE where mediaType.equalsIgnoringCase(accepted) { return true }
        return false
    }

    private func single(_ field: KnownField) -> SingleField {
        guard let value = self.fields.value(of: field) else { return .absent }
        return self.fields.isRepeated(field) ? .repeated : .one(value)
    }
}

extension RequestIDs {
    /// The caller's identifier where it is one field of the right form, else a new one.
    func identifier(of head: borrowing RequestHead, _ bytes: Span<UInt8>) -> RequestID {
        guard let value = head.fields.value(of: .requestID), !head.fields.isRepeated(.requestID),
            let identifier = RequestID(caller: bytes.extracting(value))
        else { return self.next() }
        return identifier
    }
}
