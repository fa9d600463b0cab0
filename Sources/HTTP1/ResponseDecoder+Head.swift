extension ResponseDecoder {
    /// The status line without its line break, or nil while it is incomplete.
    mutating func takeStatusLine(_ input: Span<UInt8>) throws(ResponseRefusal) -> Range<Int>? {
        do throws(LineFault) {
            return try self.scanner.takeLine(in: input, limit: self.limits.maximumStartLineBytes)
        } catch {
            throw .statusLine(error)
        }
    }

    /// `HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 § 4). The second space may be missing with the
    /// reason, as many servers write it; nothing is framed by it.
    mutating func parseStatusLine(_ input: Span<UInt8>, in line: Range<Int>) throws(ResponseRefusal) {
        let start = line.lowerBound
        guard line.count >= 12 else { throw .statusLineMalformed }
        do throws(HTTPVersion.Fault) {
            self.head.version = try HTTPVersion(input, in: start..<start &+ 8)
        } catch {
            switch error {
            case .malformed: throw .versionMalformed
            case .unsupported: throw .versionUnsupported
            }
        }
        guard input[start &+ 8] == ASCII.space else { throw .statusLineMalformed }
        var status = 0
        for index in (start &+ 9)..<(start &+ 12) {
            guard input[index].isDigit else { throw .statusMalformed }
            status = status &* 10 &+ Int(input[index] &- 0x30)
        }
        guard status >= 100, status < 600 else { throw .statusMalformed }
        if line.count > 12 {
            guard input[start &+ 12] == ASCII.space else { throw .statusLineMalformed }
        }
        self.head.status = status
        self.head.reason = min(start &+ 13, line.upperBound)..<line.upperBound
    }

    /// A field line without its line break, empty at the end of the head, or nil while it is incomplete.
    mutating func takeFieldLine(_ input: Span<UInt8>) throws(ResponseRefusal) -> Range<Int>? {
        let limit = self.limits.maximumHeadBytes &- self.scanner.position
        do throws(LineFault) {
            return try self.scanner.takeLine(in: input, limit: limit)
        } catch {
            throw .field(.line(error))
        }
    }

    mutating func parseField(_ input: Span<UInt8>, in line: Range<Int>) throws(ResponseRefusal) {
        let field: FieldLine
        do throws(FieldFault) {
            field = try self.head.fields.append(input, in: line, limit: self.limits.maximumHeaderFields)
        } catch {
            throw .field(error)
        }
        do throws(FramingFault) {
            try self.head.fields.apply(field, in: input, version: self.head.version)
        } catch {
            throw .framing(error)
        }
    }

    /// Draws the conclusions that need all fields (RFC 9112 § 6.3, in its order).
    mutating func completeHead() throws(ResponseRefusal) {
        let framing = self.head.fields.framing
        let status = self.head.status
        guard status != 101 else { throw .upgradeUnasked }
        if status < 200 || status == 204 {
            guard !framing.isChunked, framing.contentLength ?? 0 == 0 else { throw .contentForbidden }
        }
        if self.method == .head || status < 200 || status == 204 || status == 304 {
            self.head.framing = .none
        } else if framing.isChunked {
            self.head.framing = .chunked
        } else if let length = framing.contentLength {
            self.head.framing = .length(length)
        } else {
            self.head.framing = .untilClose
        }
        let persists = framing.persists(in: self.head.version)
        guard status >= 200 || persists else { throw .interimEndsConnection }
        self.head.keepsAlive = self.head.framing != .untilClose && persists
        self.head.end = self.scanner.position
    }
}
