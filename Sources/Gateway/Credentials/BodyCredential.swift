import Consumers
import Dialects
import Primitives

/// `client_id` and `client_secret` of a clear body (RFC 6749 § 2.3.1): the only members that are looked up before the
/// body is parsed.
struct BodyCredential {
    private static let names: BodyNames = ["client_id", "client_secret"]

    /// A consumer's name.
    let clientID: SecretBytes?
    /// An API key.
    let clientSecret: SecretBytes?

    /// What a body has of them. One that cannot be read has neither; what is wrong with it is told once the caller is
    /// known.
    ///
    /// - Throws: `ambiguousCredential` when one stands twice, `badCredential` for what is no text or too long.
    init(of body: Span<UInt8>, as format: BodyFormat) throws(Refusal) {
        let fields: BodyFields
        do throws(BodyFields.Failure) {
            fields = try BodyFields(of: body, as: format, Self.names)
        } catch .repeated {
            throw .ambiguousCredential
        } catch {
            self.clientID = nil
            self.clientSecret = nil
            return
        }
        self.clientID = try Self.read(0, of: fields, body)
        self.clientSecret = try Self.read(1, of: fields, body)
    }

    private static func read(
        _ index: Int, of fields: BodyFields, _ body: Span<UInt8>
    ) throws(Refusal) -> SecretBytes? {
        guard fields.has(index) else { return nil }
        let value = try? fields.withString(index, of: body) { text in
            text.count <= APIKey.maximumLength ? SecretBytes(copying: text) : nil
        }
        guard let value, let read = value, read.count > 0 else { throw .badCredential }
        return read
    }

    /// Whether nothing in the body names another than the consumer that the head's credential belongs to.
    func agrees(with consumer: RegisteredConsumer) -> Bool {
        self.clientID.map { constantTimeEquals($0.bytes, Array(consumer.name.utf8).span) } ?? true
    }
}
