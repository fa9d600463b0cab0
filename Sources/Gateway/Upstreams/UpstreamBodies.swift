import Envelopes
import Primitives
import Revocation

/// Bodies on their way to one upstream and back: in the clear, or sealed and opened. Belongs to one event loop; plaintext
/// does not outlive a call.
final class UpstreamBodies {
    /// How bodies travel.
    enum Travel {
        case clear
        case sealed(BodyCipher)
        /// The configuration asks for a cipher that cannot be set up: nothing is sent, least of all in the clear.
        case unsealable
    }

    private let upstream: Upstream
    private let travel: Travel
    private let plaintext = SecretBuffer(capacity: 4096)
    private var sealed: [UInt8] = []

    init(of upstream: Upstream, _ travel: Travel) {
        self.upstream = upstream
        self.travel = travel
    }

    /// Appends the head's part of an exchange and the body that `render` writes. - Returns: whether it could be sealed.
    func write(for origin: CallOrigin, into request: inout [UInt8], _ render: (SecretBuffer) -> Void) -> Bool {
        defer { self.plaintext.wipe() }
        render(self.plaintext)
        let plaintext = self.plaintext
        let body = plaintext.bytes
        let cipher: BodyCipher
        switch self.travel {
        case .clear:
            self.upstream.appendHead(of: origin, contentLength: body.count, to: &request)
            body.withUnsafeBytes { request.append(contentsOf: $0) }
            return true
        case .sealed(let ready): cipher = ready
        case .unsealable: return false
        }
        self.sealed.removeAll(keepingCapacity: true)
        var fields = EnvelopeFields()
        guard let active = cipher.activeVersion,
            (try? cipher.seal(body, as: .request, with: active, into: &self.sealed, fields: &fields)) != nil
        else { return false }
        self.upstream.appendHead(of: origin, contentLength: self.sealed.count, to: &request)
        request.append(contentsOf: self.sealed)
        return true
    }

    /// What `read` makes of an opened reply; nil where it does not open, or is coded.
    ///
    /// - Parameter isWellFormed: whether what deciphers is a reply: without integrity a wrong key may decipher to something.
    func read<Reading>(
        _ reply: UpstreamReply, _ body: Span<UInt8>, isWellFormed: (Span<UInt8>) -> Bool,
        _ read: (Span<UInt8>) -> Reading
    ) -> Reading? {
        guard !reply.isCoded else { return nil }
        let cipher: BodyCipher
        switch self.travel {
        case .clear: return read(body)
        case .sealed(let ready): cipher = ready
        case .unsealable: return nil
        }
        defer { self.plaintext.wipe() }
        guard (try? cipher.open(body, into: self.plaintext, isWellFormed: isWellFormed)) != nil else { return nil }
        let plaintext = self.plaintext
        return read(plaintext.bytes)
    }
}
