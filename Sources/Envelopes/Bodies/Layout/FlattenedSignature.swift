import JSONText
import Primitives

/// A signature in the flattened JSON serialisation (RFC 7515 § 7.2.2) and in the compact one, which says the same in
/// fewer words. What stands in an unprotected header is not looked at.
struct FlattenedSignature: Sendable {
    private let header: EnvelopeMember
    private let payload: EnvelopeMember
    private let signature: EnvelopeMember

    /// nil where the rule's serialisation is the compact one.
    init?(_ rule: SignatureRule) {
        guard rule.serialization == .flattened else { return nil }
        func member(_ name: String) -> EnvelopeMember {
            EnvelopeMember(rule.memberNames.first { $0.name == name }?.value ?? name)
        }
        self.header = member("protected")
        self.payload = member("payload")
        self.signature = member("signature")
    }

    /// Appends the compact form of a flattened one.
    func compact(_ json: Span<UInt8>, into output: SecretBuffer, _ trace: OpenTrace?) throws(BodyOpenFailure) {
        for (index, member) in [self.header, self.payload, self.signature].enumerated() {
            guard let value = try? member.pointer.find(in: json), value.kind == .string else {
                trace?.note("signature: not JSON with a text \"\(member.name)\"")
                throw .signature
            }
            if index > 0 { output.append(UInt8(ascii: ".")) }
            let start = output.count
            JSONText.forEachPiece(of: value, in: json) { output.append($0) }
            let text = output.bytes.extracting(start...)
            for place in text.indices where text[place] == UInt8(ascii: ".") { throw .signature }
        }
    }

    /// Appends the flattened form of a compact one.
    func flatten(_ compact: Span<UInt8>, into output: SecretBuffer) throws(BodySealFailure) {
        var dots: [Int] = []
        for place in compact.indices where compact[place] == UInt8(ascii: ".") { dots.append(place) }
        guard dots.count == 2 else { throw .cipher }
        let ends = dots + [compact.count]
        var start = 0
        for (index, member) in [self.header, self.payload, self.signature].enumerated() {
            let name = Array(member.name.utf8)
            output.append(UInt8(ascii: index == 0 ? "{" : ","))
            output.append(UInt8(ascii: "\""))
            JSONText.forEachEscapedPiece(of: name.span) { output.append($0) }
            output.append("\":\"")
            // Base64url needs no escape.
            output.append(compact.extracting(start..<ends[index]))
            output.append(UInt8(ascii: "\""))
            start = ends[index] + 1
        }
        output.append(UInt8(ascii: "}"))
    }
}
