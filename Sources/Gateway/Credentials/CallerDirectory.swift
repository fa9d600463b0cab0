import Consumers
import Primitives

/// Who may call, on one event loop: the consumers of one snapshot, and the key that their API keys are known under.
struct CallerDirectory {
    private let registry: ConsumerRegistry
    private let apiKeys: HMACSHA256
    /// Counts the snapshots of the loop, so that nobody is remembered from one before.
    private let generation: Int

    init(_ snapshot: Snapshot, generation: Int) {
        self.registry = snapshot.consumers
        self.apiKeys = HMACSHA256(key: snapshot.apiKeySecret)
        self.generation = generation
    }

    /// The enabled consumer that a request's one credential belongs to.
    func caller(
        of request: borrowing ReceivedRequest, _ credential: Credential, _ memory: CredentialMemory
    ) throws(Refusal) -> RegisteredConsumer {
        let holder = credential.holder(
            of: request, in: self.registry, self.apiKeys, memory, generation: self.generation)
        guard let holder, holder.isEnabled else { throw .badCredential }
        return holder
    }

    /// The enabled consumer that the credential of a body belongs to.
    func caller(with credential: BodyCredential) throws(Refusal) -> RegisteredConsumer {
        guard let secret = credential.clientSecret,
            let holder = self.registry.holder(of: self.apiKeys.authenticate(secret.bytes)), holder.isEnabled,
            credential.agrees(with: holder)
        else { throw .badCredential }
        return holder
    }
}
