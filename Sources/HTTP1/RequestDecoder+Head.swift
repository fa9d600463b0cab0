extension RequestDecoder {
    /// The request line without its line break, or nil while it is incomplete.
    mutating func takeRequestLine(_ input: Span<UInt8>) throws(RequestRefusal) -> Range<Int>? {
        do throws(LineFault) {
            return try self.scanner.takeLine(in: input, limit: self.limits.maximumStartLineBytes)
        } catch {
            throw .requestLine(error)
        }
    }

    /// `method SP request-target SP HTTP-version` (RFC 9112 § 3), with exactly these spaces.
    mutating func parseRequestLine(_ input: Span<UInt8>, in line: Range<Int>) throws(RequestRefusal) {
        var methodEnd = line.lowerBound
        while ByteClass.token.contains(input[methodEnd]) { methodEnd &+= 1 }
        let methodRange = line.lowerBound..<methodEnd
        guard !methodRange.isEmpty, input[methodEnd] == ASCII.space else { throw .requestLineMalformed }

        let start = methodEnd &+ 1
        let targetEnd = input.endOfTarget(in: start..<line.upperBound)
        guard targetEnd < line.upperBound else { throw targetEnd > start ? .versionMissing : .requestLineMalformed }
        guard input[targetEnd] == ASCII.space else { throw .targetByte }
        guard targetEnd > start else { throw .requestLineMalformed }
        do throws(HTTPVersion.Fault) {
            self.head.version = try HTTPVersion(input, in: (targetEnd &+ 1)..<line.upperBound)
        } catch {
            switch error {
            case .malformed: throw .versionMalformed
            case .unsupported: throw .versionUnsupported
            }
        }
        guard let method = Method.recognised(input, in: methodRange) else {
            throw input.equals("CONNECT", in: methodRange) ? .methodConnect : .methodUnknown
        }
        guard let target = RequestTarget(input, in: start..<targetEnd, method: method) else { throw .targetForm }
        self.head.method = method
        self.head.methodRange = methodRange
        self.head.target = target
        self.head.expectsContinue = false
    }

    /// A field line without its line break, empty at the end of the head, or nil while it is incomplete.
    mutating func takeFieldLine(_ input: Span<UInt8>) throws(RequestRefusal) -> Range<Int>? {
        let limit = self.limits.maximumHeadBytes &- self.scanner.position
        do throws(LineFault) {
            return try self.scanner.takeLine(in: input, limit: limit)
        } catch {
            throw .field(.line(error))
        }
    }

    mutating func parseField(_ input: Span<UInt8>, in line: Range<Int>) throws(RequestRefusal) {
        let field: FieldLine
        do throws(FieldFault) {
            field = try self.head.fields.append(input, in: line, limit: self.limits.maximumHeaderFields)
        } catch {
            throw .field(error)
        }
        switch field.known {
        case .host:
            guard !self.head.fields.isRepeated(.host) else { throw .hostRepeated }
            guard HostSyntax.accepts(input, in: field.value) else { throw .hostMalformed }
        case .expect:
            guard input.matches("100-continue", in: field.value) else { throw .expectationUnknown }
            self.head.expectsContinue = true
        case .contentLength, .transferEncoding, .connection, .proxyConnection:
            do throws(FramingFault) {
                try self.head.fields.apply(field, in: input, version: self.head.version)
            } catch {
                throw .framing(error)
            }
        default: break
        }
    }

    /// Draws the conclusions that need all fields.
    mutating func completeHead() throws(RequestRefusal) {
        let version = self.head.version
        guard version == .http10 || self.head.fields.contains(.host) else { throw .hostMissing }
        let framing = self.head.fields.framing
        if framing.isChunked {
            self.head.framing = .chunked
        } else if let length = framing.contentLength {
            self.head.framing = .length(length)
        } else {
            self.head.framing = .none
        }
        self.head.keepsAlive = framing.persists(in: version)
        if version == .http10 || self.head.framing == .none || self.head.framing == .length(0) {
            self.head.expectsContinue = false
        }
        self.head.end = self.scanner.position
    }
}
