/// `uri-host [ ":" port ]` of RFC 9110 § 4.2 and RFC 3986 § 3.2: the value of Host, or the authority of a target.
enum HostSyntax {
    /// User information, which RFC 9110 § 4.2.4 deprecates, is not accepted. An empty host is: it is what a client
    /// sends when its target has no authority (RFC 9112 § 3.2).
    static func accepts(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let first = range.first else { return true }
        guard input[first] != ASCII.openBracket else { return Self.acceptsLiteral(input, in: range) }
        let colon = input.firstIndex(of: ASCII.colon, in: range)
        guard colon < range.upperBound else { return Self.isName(input, in: range) }
        return colon > first && Self.isName(input, in: first..<colon)
            && Self.isPort(input, in: (colon &+ 1)..<range.upperBound)
    }

    private static func acceptsLiteral(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        let close = input.firstIndex(of: ASCII.closeBracket, in: range)
        guard close < range.upperBound else { return false }
        let address = (range.lowerBound &+ 1)..<close
        guard !address.isEmpty, input.holds(only: .addressLiteral, in: address) else { return false }
        guard close &+ 1 < range.upperBound else { return true }
        return input[close &+ 1] == ASCII.colon && Self.isPort(input, in: (close &+ 2)..<range.upperBound)
    }

    /// A registered name, in which `%` stands before two hexadecimal digits.
    private static func isName(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        for index in range where !ByteClass.registeredName.contains(input[index]) {
            guard input[index] == 0x25, index &+ 2 < range.upperBound, input[index &+ 1].hexadecimalValue != nil,
                input[index &+ 2].hexadecimalValue != nil
            else { return false }
        }
        return true
    }

    private static func isPort(_ input: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard range.count <= 5 else { return false }
        for index in range where !input[index].isDigit { return false }
        return true
    }
}
