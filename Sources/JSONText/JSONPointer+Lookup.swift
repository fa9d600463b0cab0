extension JSONPointer {
    /// The value that the pointer leads to in `document`, or nil when there is none.
    ///
    /// The document is validated whole and may be any value. A name that the pointer follows must not repeat in its
    /// object; members of other names may. One pass, no allocation.
    package func find(
        in document: Span<UInt8>, depthLimit: Int = JSONText.defaultDepthLimit
    ) throws(JSONFailure) -> JSONValue? {
        var scanner = JSONScanner(document, from: 0, depthLimit: depthLimit)
        try scanner.readBeginning()
        let found = try scanner.readValue(at: 0, following: self.steps[...])
        try scanner.readEnd()
        return found
    }
}

extension JSONScanner {
    /// Passes the value at the position, whose container nests `depth` deep, and answers what `steps` lead to in it.
    ///
    /// Recurses once a step, and so no deeper than the depth limit.
    fileprivate mutating func readValue(
        at depth: Int, following steps: ArraySlice<JSONPointer.Step>
    ) throws(JSONFailure) -> JSONValue? {
        guard let step = steps.first else { return try self.readValue(at: depth) }
        let byte = try self.current()
        let isObject = byte == UInt8(ascii: "{")
        guard isObject || byte == UInt8(ascii: "[") else {
            _ = try self.readValue(at: depth)
            return nil
        }
        guard depth < self.depthLimit else { throw JSONFailure(.tooDeep, at: self.position) }
        self.position &+= 1
        self.skipWhiteSpace()
        if try self.current() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            self.position &+= 1
            return nil
        }
        return isObject
            ? try self.readMembers(at: depth + 1, following: step, then: steps.dropFirst())
            : try self.readElements(at: depth + 1, following: step, then: steps.dropFirst())
    }

    private mutating func readMembers(
        at depth: Int, following step: JSONPointer.Step, then rest: ArraySlice<JSONPointer.Step>
    ) throws(JSONFailure) -> JSONValue? {
        var found: JSONValue?
        var isSeen = false
        repeat {
            let name = try self.readName()
            if JSONText.isString(name, in: self.text, equalTo: step.name.span) {
                guard !isSeen else { throw JSONFailure(.duplicateName, at: name.range.lowerBound) }
                isSeen = true
                found = try self.readValue(at: depth, following: rest)
            } else {
                _ = try self.readValue(at: depth)
            }
        } while try self.readSeparator(isObject: true)
        return found
    }

    private mutating func readElements(
        at depth: Int, following step: JSONPointer.Step, then rest: ArraySlice<JSONPointer.Step>
    ) throws(JSONFailure) -> JSONValue? {
        var found: JSONValue?
        var index = 0
        repeat {
            if index == step.index {
                found = try self.readValue(at: depth, following: rest)
            } else {
                _ = try self.readValue(at: depth)
            }
            index &+= 1
        } while try self.readSeparator(isObject: false)
        return found
    }
}
