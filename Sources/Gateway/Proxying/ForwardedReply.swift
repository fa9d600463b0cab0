package import HTTP1
package import Revocation

/// How the end of a passed-on reply is told to the caller.
package enum ForwardedFraming: Equatable, Sendable {
    /// A reply to HEAD, 204 or 304.
    case none
    case length(Int)
    case chunked
    /// To an HTTP/1.0 caller, of content whose length is not known.
    case untilClose

    package init(of reply: borrowing ResponseHead, to version: HTTPVersion) {
        switch reply.framing {
        case .none: self = .none
        case .length(let length): self = .length(length)
        case .chunked, .untilClose: self = version.isAtLeast11 ? .chunked : .untilClose
        }
    }
}

extension ResponseWire {
    /// Appends the head of a reply that is passed on as it came.
    package mutating func append(
        forwarded head: borrowing ResponseHead, _ bytes: Span<UInt8>, _ framing: ForwardedFraming,
        _ requestID: RequestID
    ) {
        self.append(fieldsOf: head, bytes, requestID) { _ in true }
        switch framing {
        case .none where head.status == 204 || head.status == 304: self.endWithoutContent()
        // What GET would have said, as far as it was told.
        case .none:
            if let value = head.fields.value(of: .contentLength), let length = Self.number(bytes.extracting(value)) {
                self.end(contentLength: length)
            } else {
                self.endWithoutContent()
            }
        case .length(let length): self.end(contentLength: length)
        case .chunked: self.endChunked()
        case .untilClose: self.endWithoutContent()
        }
    }

    /// Appends the status line and the fields of a reply whose body the gateway seals: what describes the body as it was
    /// is left out.
    ///
    /// - Parameter names: of the envelope's header fields, in lower case.
    package mutating func append(
        sealed head: borrowing ResponseHead, _ bytes: Span<UInt8>, _ requestID: RequestID, without names: [[UInt8]] = []
    ) {
        self.append(fieldsOf: head, bytes, requestID) { line in
            let name = bytes.extracting(line.name)
            guard !names.contains(where: { name.isName($0) }) else { return false }
            return switch line.known {
            case .contentType: false
            case .some: true
            case nil: !SealedNames.areOfTheBody(name)
            }
        }
    }

    private static func number(_ digits: Span<UInt8>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for index in digits.indices {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[index]) else { return nil }
            number = number * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return number
    }

    private mutating func append(
        fieldsOf head: borrowing ResponseHead, _ bytes: Span<UInt8>, _ requestID: RequestID,
        where passes: (FieldLine) -> Bool
    ) {
        self.startForwarded(head.status, hasDate: head.fields.contains(.date), requestID)
        for line in head.fields.lines {
            switch line.known {
            case .contentLength, .requestID: continue
            case .some(let known) where known.isHopByHop: continue
            case .some, nil: break
            }
            guard !head.fields.isNamedByConnection(line, in: bytes), passes(line) else { continue }
            self.append(line, of: bytes)
        }
    }
}

/// Fields that speak of the bytes of a body, or of a version of it.
enum SealedNames {
    private static let digests: [StaticString] = ["content-md5", "digest", "content-digest", "repr-digest"]
    private static let ofVersions: [StaticString] = [
        "etag", "last-modified", "accept-ranges", "content-range", "cache-control", "expires", "age",
    ]

    /// In a reply.
    static func areOfTheBody(_ name: Span<UInt8>) -> Bool {
        for known in self.ofVersions where name.equalsIgnoringCase(known) { return true }
        return self.areDigests(name)
    }

    static func areDigests(_ name: Span<UInt8>) -> Bool {
        for known in self.digests where name.equalsIgnoringCase(known) { return true }
        return false
    }
}
