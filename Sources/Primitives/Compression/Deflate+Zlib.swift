import CZlib

/// Raw DEFLATE (RFC 1951), as `zip` of RFC 7516 has it.
package enum Deflate {
    package static func inflate(
        _ data: Span<UInt8>, limit: Int, into output: SecretBuffer
    ) throws(InflateFailure) {
        preconditionFailure()
    }

    package static func deflate(_ data: Span<UInt8>) -> [UInt8] {
        preconditionFailure()
    }
}
