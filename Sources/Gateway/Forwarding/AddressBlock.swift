/// Addresses with a common beginning.
package struct AddressBlock: Equatable, Sendable {
    package func contains(_ address: [UInt8]) -> Bool { false }
}
