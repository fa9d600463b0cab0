import JSONText
import Primitives

/// A header parameter that is written.
struct JWEHeaderMember {
    enum Value {
        case text(String)
        case integer(Int)
        /// In base64url.
        case octets([UInt8])
        /// As a JWK.
        case publicKey(PublicKey)
    }

    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// The JSON of a header, in the order of its members.
    static func json(_ members: [JWEHeaderMember]) -> [UInt8] {
        var json = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            self.append(member.name, to: &json)
            json.append(UInt8(ascii: ":"))
            switch member.value {
            case .text(let text): self.append(text, to: &json)
            case .integer(let number): json += String(number).utf8
            case .octets(let octets): self.append(String(decoding: JOSEText.encoded(octets), as: UTF8.self), to: &json)
            case .publicKey(let key): json += JWKWriter.parameters(of: key)
            }
        }
        return json + [UInt8(ascii: "}")]
    }

    static func append(_ text: String, to json: inout [UInt8]) {
        let bytes = Array(text.utf8)
        json.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(bytes.span, to: &json)
        json.append(UInt8(ascii: "\""))
    }
}
