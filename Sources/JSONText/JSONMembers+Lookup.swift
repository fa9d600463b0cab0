extension JSONMembers {
    /// Walks the object at the scanner's position and notes the values of `names`.
    mutating func read(_ names: JSONNames, with scanner: inout JSONScanner) throws(JSONFailure) {
        scanner.position &+= 1
        scanner.skipWhiteSpace()
        if try scanner.current() == UInt8(ascii: "}") {
            scanner.position &+= 1
            return
        }
        repeat {
            let name = try scanner.readName()
            let value = try scanner.readValue(at: 1)
            if let index = names.index(of: name, in: scanner.text) {
                guard self[index] == nil else { throw JSONFailure(.duplicateName, at: name.range.lowerBound) }
                self[index] = value
            }
        } while try scanner.readSeparator(isObject: true)
    }
}
