package import Envelopes
package import HTTP1

extension EnvelopeFields {
    /// Copies the fields of some names out of a head. One that came twice is there twice, and then has no value.
    ///
    /// - Parameters:
    ///   - names: in lower case.
    ///   - bytes: what the ranges of the section are of.
    package init(_ names: [[UInt8]], in section: borrowing FieldSection, _ bytes: Span<UInt8>) {
        self.init()
        guard !names.isEmpty else { return }
        for line in section.lines {
            let sent = bytes.extracting(line.name)
            guard let name = names.first(where: { sent.isName($0) }) else { continue }
            let value = bytes.extracting(line.value)
            self.add(String(decoding: name, as: UTF8.self), value.withUnsafeBytes { Array($0) })
        }
    }
}

extension EnvelopeFields.Field {
    /// Names are tokens: profiles are read so.
    func append(to head: inout [UInt8]) {
        let name = Array(self.name.utf8)
        FieldEncoder.append(name: name.span, self.value.span, to: &head)
    }
}

extension Span<UInt8> {
    /// Whether it is a name that is given in lower case, in whatever case it stands here.
    func isName(_ name: [UInt8]) -> Bool {
        guard self.count == name.count else { return false }
        for index in name.indices {
            let byte = self[index]
            guard ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == name[index] else { return false }
        }
        return true
    }
}
