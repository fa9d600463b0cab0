extension RequestDecoder {
    /// The request line without its line break, or nil while it is incomplete.
    mutating func takeRequestLine(_ input: Span<UInt8>) throws(RequestRefusal) -> Range<Int>? {
        switch self.scanner.takeLine(in: input, limit: self.limits.maximumStartLineBytes) {
        case .incomplete: nil
        case .complete(let line): line
        case .bareLineFeed: throw .requestLineBareLineFeed
        case .tooLong: throw .requestLineTooLong
        }
    }

    /// `method SP request-target SP HTTP-version` (RFC 9112 § 3), with exactly these spaces.
    mutating func parseRequestLine(_ input: Span<UInt8>, in line: Range<Int>) throws(RequestRefusal) {
        // A carriage return inside the line is the likeliest sign of an attack, and gets its own name.
        if input.firstIndex(of: ASCII.carriageReturn, in: line) != nil { throw .requestLineBareCarriageReturn }
        guard let methodEnd = input.firstIndex(of: ASCII.space, in: line) else { throw .requestLineMalformed }
        let methodRange = line.lowerBound..<methodEnd
        guard !methodRange.isEmpty, input.holds(only: .token, in: methodRange) else { throw .requestLineMalformed }

        let start = methodEnd &+ 1
        let targetEnd = input.firstIndex(of: ASCII.space, in: start..<line.upperBound)
        let targetRange = start..<(targetEnd ?? line.upperBound)
        guard !targetRange.isEmpty else { throw .requestLineMalformed }
        guard input.holds(only: .target, in: targetRange) else { throw .targetByte }
        guard let targetEnd else { throw .versionMissing }
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
        guard let target = RequestTarget(input, in: targetRange, method: method) else { throw .targetForm }
        self.head.method = method
        self.head.methodRange = methodRange
        self.head.target = target
        self.head.expectsContinue = false
    }

    /// A field line without its line break, empty at the end of the head, or nil while it is incomplete.
    mutating func takeFieldLine(_ input: Span<UInt8>) throws(RequestRefusal) -> Range<Int>? {
        let limit = self.limits.maximumHeadBytes &- self.scanner.position
        switch self.scanner.takeLine(in: input, limit: limit) {
        case .incomplete: return nil
        case .complete(let line): return line
        case .bareLineFeed: throw .field(.bareLineFeed)
        case .tooLong: throw .field(.tooLarge)
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
        case .contentLength, .transferEncoding, .connection:
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
