import HTTP1
import Revocation

extension RequestID {
    /// Appends it as a field.
    func append(field name: StaticString, to head: inout [UInt8]) {
        self.withBytes { FieldEncoder.append(name, $0, to: &head) }
    }
}
