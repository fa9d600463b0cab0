import Envelopes
import Primitives
import Revocation

/// Bodies on their way to one upstream and back: in the clear, or sealed and opened. Belongs to one event loop; plaintext
/// does not outlive a call, but for what another thread is to seal or has opened.
final class UpstreamBodies {
    /// How bodies travel.
    enum Travel {
        case clear
        case sealed(BodyCandidate)
        /// The configuration asks for a cipher that cannot be set up: nothing is sent, least of all in the clear.
        case unsealable
    }

    /// What came of a reply that another thread was to open.
    enum Outcome<Reading> {
        case read(Reading)
        /// It does not open, or is coded.
        case unopened
        /// Too much waits for those threads: nothing is known of the reply, and nothing is wrong with the upstream.
        case queueFull
    }

    private let upstream: Upstream
    private let travel: Travel
    private let threads: any CipherThreads
    private let plaintext = SecretBuffer(capacity: 4096)
    private var sealed: [UInt8] = []

    init(of upstream: Upstream, _ travel: Travel, threads: any CipherThreads) {
        self.upstream = upstream
        self.travel = travel
        self.threads = threads
    }

    /// What seals requests and opens replies on another thread; nil where the loop does.
    private var elsewhere: ThreadCipher? {
        if case .sealed(let candidate) = self.travel { candidate.sealsElsewhere } else { nil }
    }

    var leavesLoop: Bool { self.elsewhere != nil }

    // MARK: Requests

    /// Appends the head's part of an exchange and the body that `render` writes.
    ///
    /// - Returns: nil, or why it could not be sealed.
    func write(
        for origin: CallOrigin, into exchange: UpstreamExchange, _ render: (SecretBuffer) -> Void
    ) -> UpstreamFailure? {
        defer { self.plaintext.wipe() }
        render(self.plaintext)
        let plaintext = self.plaintext
        let body = plaintext.bytes
        let candidate: BodyCandidate
        switch self.travel {
        case .clear:
            self.upstream.appendHead(of: origin, EnvelopeFields(), contentLength: body.count, to: &exchange.request)
            body.withUnsafeBytes { exchange.request.append(contentsOf: $0) }
            return nil
        case .sealed(let ready): candidate = ready
        case .unsealable: return .unsealable
        }
        self.sealed.removeAll(keepingCapacity: true)
        var fields = EnvelopeFields()
        guard let active = candidate.cipher.activeVersion,
            let version = try? candidate.cipher.seal(
                body, as: .request, with: active, into: &self.sealed, fields: &fields)
        else { return .unsealable }
        exchange.sealedWith = version
        self.upstream.appendHead(of: origin, fields, contentLength: self.sealed.count, to: &exchange.request)
        exchange.request.append(contentsOf: self.sealed)
        return nil
    }

    /// The same where another thread seals; `then` is told at once what cannot be begun.
    func write(
        for origin: CallOrigin, of consumer: String, into exchange: UpstreamExchange, _ render: (SecretBuffer) -> Void,
        then: @escaping (UpstreamFailure?) -> Void
    ) {
        guard case .sealed(let candidate) = self.travel, let cipher = candidate.sealsElsewhere,
            let active = candidate.cipher.activeVersion
        else { return then(.unsealable) }
        defer { self.plaintext.wipe() }
        render(self.plaintext)
        let plaintext = self.plaintext
        let work = BodySealing(
            cipher: cipher, plaintext: SecretBytes(copying: plaintext.bytes), role: .request, version: active)
        exchange.consumer = consumer
        let turn = KeyOperationTurn(of: consumer, isUnderWay: true)
        let isTaken = self.threads.seal(work, in: turn) { result in
            guard case .success(let sealed) = result else { return then(.unsealable) }
            exchange.sealedWith = sealed.version
            self.upstream.appendHead(
                of: origin, sealed.fields, contentLength: sealed.body.count, to: &exchange.request)
            exchange.request.append(contentsOf: sealed.body)
            then(nil)
        }
        if !isTaken { then(.queueFull) }
    }

    // MARK: Replies

    /// What `read` makes of an opened reply; nil where it does not open, or is coded.
    ///
    /// - Parameter isWellFormed: whether what deciphers is a reply: without integrity a wrong key may decipher to something.
    func read<Reading>(
        _ reply: UpstreamReply, _ body: Span<UInt8>, to exchange: UpstreamExchange,
        isWellFormed: (Span<UInt8>) -> Bool, _ read: (Span<UInt8>) -> Reading
    ) -> Reading? {
        guard !reply.isCoded else { return nil }
        let candidate: BodyCandidate
        switch self.travel {
        case .clear: return read(body)
        case .sealed(let ready): candidate = ready
        case .unsealable: return nil
        }
        defer { self.plaintext.wipe() }
        let version = try? candidate.cipher.open(
            body, reply.fields, as: .reply, answering: exchange.sealedWith, into: self.plaintext,
            isWellFormed: isWellFormed)
        guard version != nil else { return nil }
        let plaintext = self.plaintext
        return read(plaintext.bytes)
    }

    /// The same where another thread opens.
    func read<Reading>(
        _ reply: UpstreamReply, _ body: [UInt8], to exchange: UpstreamExchange,
        isWellFormed: @escaping @Sendable (Span<UInt8>) -> Bool, _ read: @escaping (Span<UInt8>) -> Reading,
        then: @escaping (Outcome<Reading>) -> Void
    ) {
        guard !reply.isCoded, let cipher = self.elsewhere else { return then(.unopened) }
        let work = BodyOpening(
            ciphers: [cipher], body: body, fields: reply.fields, role: .reply, request: exchange.sealedWith,
            isWellFormed: isWellFormed)
        let turn = KeyOperationTurn(of: exchange.consumer, isUnderWay: true)
        let isTaken = self.threads.open(work, in: turn) { result in
            guard case .success(let opened) = result else { return then(.unopened) }
            let plaintext = opened.plaintext
            then(.read(read(plaintext.bytes)))
        }
        if !isTaken { then(.queueFull) }
    }
}
