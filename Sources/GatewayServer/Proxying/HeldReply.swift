import HTTP1
import Primitives

/// A reply that is read whole before it goes on.
final class HeldReply {
    let head: ResponseHead
    let headBytes: [UInt8]
    private(set) var body: [UInt8] = []

    init(_ head: borrowing ResponseHead, _ bytes: Span<UInt8>) {
        self.head = copy head
        self.headBytes = bytes.extracting(first: head.end).withUnsafeBytes { Array($0) }
    }

    func append(_ content: Span<UInt8>) {
        content.withUnsafeBytes { self.body.append(contentsOf: $0) }
    }

    func takeBody() -> [UInt8] {
        defer { self.body = [] }
        return self.body
    }

    deinit {
        self.body.wipe()
    }
}
