import Primitives
import Testing

private struct Holder {
    let secret: any Redacted
}

struct RedactionTests {
    static func redacted() throws -> [any Redacted] {
        let key = SecretBytes(Array("0123456789abcdef".utf8))
        let buffer = SecretBuffer(capacity: 0)
        buffer.append("0123456789abcdef")
        return [
            key, buffer, RandomPool(), try AESGCM(key: key, ivLength: 12), try AESCBC(key: key), HMACSHA256(key: key),
        ]
    }

    @Test func noWayOfPrintingShowsBytes() throws {
        for secret in try Self.redacted() {
            var dumped = ""
            dump(Holder(secret: secret), to: &dumped)
            let prints = [
                "\(secret)", String(describing: secret), String(reflecting: secret), "\(Optional(secret) as Any)",
                "\([secret])", String(describing: Holder(secret: secret)), dumped,
            ]
            for text in prints {
                #expect(text.contains("redacted"))
                #expect(!text.contains("0123") && !text.contains("48, 49") && !text.contains("30313233"))
            }
        }
    }

    @Test func reflectionFindsNothing() throws {
        for secret in try Self.redacted() {
            #expect(Mirror(reflecting: secret).children.isEmpty)
            #expect(Mirror(reflecting: secret).superclassMirror == nil)
        }
    }
}
