import Consumers
import Primitives

/// The API key that a connection's last request was accepted with, and who holds it.
///
/// Requests of one connection carry the same key. Comparing it in constant time replaces an HMAC and a look-up: 0.03
/// instead of 0.35 us. What differs goes the whole way, so nothing is learned from it but that two requests of one
/// connection carried the same bytes, which their sender knows.
package final class CredentialMemory {
    private var key: SecretBytes?
    private var holder: RegisteredConsumer?
    private var generation = 0

    package init() {}

    /// The holder, if this is the key of last time and the consumers are still those of last time.
    ///
    /// - Parameter generation: counts the snapshots of the loop.
    func holder(of key: Span<UInt8>, generation: Int) -> RegisteredConsumer? {
        guard let known = self.key, self.generation == generation, constantTimeEquals(known.bytes, key) else {
            return nil
        }
        return self.holder
    }

    func remember(_ holder: RegisteredConsumer, of key: Span<UInt8>, generation: Int) {
        self.key = SecretBytes(copying: key)
        self.holder = holder
        self.generation = generation
    }
}
