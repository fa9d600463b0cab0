import JSONText

extension ProfileReader {
    /// A part of the envelope with a field of its own, named by `name` and written as `coding` says.
    func envelopeField(_ name: String, coding: String, default fallback: BodyEncoding) -> EnvelopeField? {
        guard let text = self.text(name) else { return nil }
        return self.carrier(text, of: name).map { self.envelopeField($0, coding: coding, default: fallback) }
    }

    func envelopeField(
        _ carrier: EnvelopeField.Carrier, coding: String, default fallback: BodyEncoding
    ) -> EnvelopeField {
        let written = self.choice(coding, EnvelopeField.Coding.self)
        return EnvelopeField(carrier: carrier, coding: written ?? EnvelopeField.Coding(fallback))
    }

    /// A member or form field, or a header field after `header:`.
    func carrier(_ text: String, of field: String) -> EnvelopeField.Carrier? {
        if let name = text.after("header:") { return self.header(name, of: field).map { .header($0) } }
        return self.member(text, of: field).map { .body($0) }
    }

    /// A name, or a JSON Pointer.
    func member(_ text: String, of field: String) -> String? {
        if text.isEmpty || text.utf8.count > 128 || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            self.fail(field, "a name has 1 to 128 bytes and no control characters")
            return nil
        }
        guard text.hasPrefix("/") else { return text }
        do throws(JSONPointerFault) {
            guard try !JSONPointer(text).isWhole else {
                self.fail(field, "an empty JSON Pointer names all of the body; write one like /data/token")
                return nil
            }
        } catch {
            self.fail(field, "\"\(text)\" is not a JSON Pointer (RFC 6901); a tilde in it is written ~0")
            return nil
        }
        return text
    }

    private func header(_ name: String, of field: String) -> String? {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy(\.isTokenByte) else {
            // With control characters escaped.
            self.fail(field, "\(name.debugDescription) is not a name of a header field")
            return nil
        }
        let lowered = name.lowercased()
        guard !Self.ownHeaders.contains(lowered), !lowered.hasPrefix("access-control-") else {
            self.fail(field, "header field \(name) has its own meaning here; bodies cannot use it")
            return nil
        }
        return name
    }

    /// Header fields that the gateway reads, writes or passes on itself.
    private static let ownHeaders: Set<String> = [
        "accept", "accept-encoding", "age", "allow", "authorization", "cache-control", "connection",
        "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
        "cookie", "date", "etag", "expect", "forwarded", "from", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "last-modified", "location", "max-forwards",
        "origin", "proxy-authenticate", "proxy-authorization", "proxy-connection", "range", "referer", "retry-after",
        "revgate-outcome", "server", "set-cookie", "te", "traceparent", "tracestate", "trailer", "transfer-encoding",
        "upgrade", "vary", "via", "www-authenticate", "x-api-key", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-proto", "x-request-id",
    ]
}

extension EnvelopeField.Coding {
    init(_ encoding: BodyEncoding) {
        self =
            switch encoding {
            case .base64: .base64
            case .base64url: .base64url
            case .hex: .hex
            case .hexUpper: .hexUpper
            }
    }
}

extension UInt8 {
    /// RFC 9110 § 5.6.2.
    fileprivate var isTokenByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
