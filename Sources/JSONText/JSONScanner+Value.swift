extension JSONScanner {
    /// Passes the value at the position, whose container nests `depth` deep; containers are walked without recursion.
    mutating func readValue(at depth: Int) throws(JSONFailure) -> JSONValue {
        let start = self.position
        switch try self.current() {
        case UInt8(ascii: "{"):
            try self.readContainers(at: depth)
            return JSONValue(kind: .object, range: start..<self.position)
        case UInt8(ascii: "["):
            try self.readContainers(at: depth)
            return JSONValue(kind: .array, range: start..<self.position)
        default:
            return try self.readScalar()
        }
    }

    private mutating func readScalar() throws(JSONFailure) -> JSONValue {
        switch try self.current() {
        case UInt8(ascii: "\""): try self.readString()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try self.readNumber()
        case UInt8(ascii: "t"): try self.readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): try self.readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): try self.readLiteral("null", .null)
        default: throw JSONFailure(.noValue, at: self.position)
        }
    }

    /// Passes an object or array and all that is in it. Bit n of `objects` tells whether level n is an object.
    private mutating func readContainers(at outerDepth: Int) throws(JSONFailure) {
        var objects: UInt64 = 0
        var depth = outerDepth
        repeat {
            let byte = try self.current()
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard depth < self.depthLimit else { throw JSONFailure(.tooDeep, at: self.position) }
                let isObject = byte == UInt8(ascii: "{")
                objects = isObject ? objects | 1 << depth : objects & ~(1 << depth)
                depth += 1
                if try self.enter(isObject: isObject) { continue }
                depth -= 1
            } else {
                _ = try self.readScalar()
            }
            while depth > outerDepth {
                if try self.advance(isObject: objects >> (depth - 1) & 1 == 1) { break }
                depth -= 1
            }
        } while depth > outerDepth
    }

    /// Passes an opening bracket: true at the first value inside, false when the container is empty and passed.
    private mutating func enter(isObject: Bool) throws(JSONFailure) -> Bool {
        self.position &+= 1
        self.skipWhiteSpace()
        if try self.current() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            self.position &+= 1
            return false
        }
        if isObject { _ = try self.readName() }
        return true
    }

    /// After a value: true at the next value of its container, false when the container is passed.
    private mutating func advance(isObject: Bool) throws(JSONFailure) -> Bool {
        guard try self.readSeparator(isObject: isObject) else { return false }
        if isObject { _ = try self.readName() }
        return true
    }

    /// After a value: true when a comma and white space were passed, false when the end of the container was.
    mutating func readSeparator(isObject: Bool) throws(JSONFailure) -> Bool {
        let end = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        self.skipWhiteSpace()
        let byte = try self.current()
        guard byte == UInt8(ascii: ",") else {
            guard byte == end else { throw JSONFailure(.noComma, at: self.position) }
            self.position &+= 1
            return false
        }
        let comma = self.position
        self.position &+= 1
        self.skipWhiteSpace()
        guard try self.current() != end else { throw JSONFailure(.trailingComma, at: comma) }
        return true
    }
}
