/// A JSON value to be written, its members in the order they are given in. For documents; off the hot path.
package indirect enum JSONTree: Sendable {
    package struct Member: Sendable {
        package let name: String
        package let value: JSONTree

        package init(_ name: String, _ value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case array([JSONTree])
    case object([Member])
    /// JSON text as it is to stand there.
    case text(String)

    /// This object with more members at its end; any other value as it is.
    package func adding(_ members: [Member]) -> JSONTree {
        guard case .object(let own) = self else { return self }
        return .object(own + members)
    }
}

extension JSONTree: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
    package init(dictionaryLiteral members: (String, JSONTree)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
}
