import HTTP1
import Revocation

extension CallOrigin {
    /// Reads of a request's head what the route's upstream is to be told; of most requests nothing but the identifier.
    init(
        of head: borrowing RequestHead, _ bytes: Span<UInt8>, _ requestID: RequestID, from peer: any Peer,
        to upstream: Upstream?, trusted: [AddressBlock]
    ) {
        guard let upstream else {
            self.init(requestID: requestID)
            return
        }
        var traceParent: [UInt8]?
        if upstream.passes.contains(.traceParent), let value = head.fields.value(of: .traceParent),
            !head.fields.isRepeated(.traceParent)
        {
            traceParent = TraceParent.accepted(bytes.extracting(value))
        }
        self.init(
            requestID: requestID, traceParent: traceParent,
            forwarded: upstream.tellsForwarded
                ? ForwardedFields.origin(of: head, bytes, peer: peer, trusted: trusted) : nil)
    }
}
