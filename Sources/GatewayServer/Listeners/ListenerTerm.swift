import NIOSSL
import Synchronization

/// How connections to one address begin, as long as it stays clear or stays secure. What began in a term that is over
/// ends with its next reply.
final class ListenerTerm: Sendable {
    let isSecure: Bool
    private let tls: Mutex<ListenerTLS?>
    private let ended = Atomic(false)

    init(_ tls: ListenerTLS?) {
        self.isSecure = tls != nil
        self.tls = Mutex(tls)
    }

    /// What the next connection is secured with.
    var context: NIOSSLContext? { self.tls.withLock { $0?.context } }

    /// Takes a renewed certificate, which counts for connections from now on. - Returns: false where that would make a
    /// clear term secure or the other way round.
    func renew(_ tls: ListenerTLS?) -> Bool {
        guard (tls != nil) == self.isSecure else { return false }
        self.tls.withLock { $0 = tls }
        return true
    }

    var isOver: Bool { self.ended.load(ordering: .relaxed) }
    func end() { self.ended.store(true, ordering: .relaxed) }
}

/// Where the sockets of one address find the term that counts.
final class ListenerEntrance: Sendable {
    private let current: Mutex<ListenerTerm>

    init(_ tls: ListenerTLS?) {
        self.current = Mutex(ListenerTerm(tls))
    }

    var term: ListenerTerm { self.current.withLock { $0 } }

    /// - Returns: the term that ends by it, if one does.
    func take(_ tls: ListenerTLS?) -> ListenerTerm? {
        self.current.withLock { term in
            if term.renew(tls) { return nil }
            defer { term = ListenerTerm(tls) }
            return term
        }
    }
}
