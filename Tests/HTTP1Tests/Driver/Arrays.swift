#if canImport(HTTP1)
    import HTTP1
#endif

// Spans cannot stand in the expressions that the testing macros take apart, so arrays do.

extension RequestDecoder {
    mutating func next(_ bytes: [UInt8]) -> RequestEvent { self.next(bytes.span) }
}

extension ResponseDecoder {
    mutating func next(_ bytes: [UInt8]) -> ResponseEvent { self.next(bytes.span) }
}

extension FieldSection {
    func value(of name: StaticString, in bytes: [UInt8]) -> Range<Int>? { self.value(of: name, in: bytes.span) }
    func count(of name: StaticString, in bytes: [UInt8]) -> Int { self.count(of: name, in: bytes.span) }
    func isNamedByConnection(_ line: FieldLine, in bytes: [UInt8]) -> Bool {
        self.isNamedByConnection(line, in: bytes.span)
    }
}
