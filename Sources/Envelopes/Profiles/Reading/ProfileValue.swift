/// The value of a profile's field as it is written: one text, a list, or a mapping.
package enum ProfileValue: Equatable, Sendable {
    case text(String)
    case list([String])
    case mapping([EnvelopeConstant])
}

extension ProfileValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral value: String) { self = .text(value) }

    package init(arrayLiteral elements: String...) { self = .list(elements) }

    package init(dictionaryLiteral elements: (String, String)...) {
        self = .mapping(elements.map { EnvelopeConstant(name: $0.0, value: $0.1) })
    }
}

package struct ProfileField: Equatable, Sendable {
    package let name: String
    package let value: ProfileValue

    package init(name: String, value: ProfileValue) {
        self.name = name
        self.value = value
    }
}
