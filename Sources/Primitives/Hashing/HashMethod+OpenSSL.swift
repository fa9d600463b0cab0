import COpenSSL

/// The fetched hash functions of the default provider, kept for the life of the process.
///
/// `@unchecked Sendable`: libcrypto's fetched methods are immutable and reference-counted with atomics.
final class HashMethod: @unchecked Sendable {
    static let sha256 = HashMethod(.sha256)
    private static let all = HashAlgorithm.allCases.map { $0 == .sha256 ? HashMethod.sha256 : HashMethod($0) }

    let pointer: OpaquePointer

    private init(_ algorithm: HashAlgorithm) {
        let name = algorithm.libraryName
        guard let method = name.withCName({ EVP_MD_fetch(nil, $0, nil) }) else {
            preconditionFailure("the default provider of libcrypto has no \(name), which every build of it has")
        }
        self.pointer = method
    }

    static func of(_ algorithm: HashAlgorithm) -> HashMethod {
        self.all[algorithm.rawValue]
    }
}

extension StaticString {
    /// A name for C: it lives as long as the process.
    func withCName<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        body(UnsafeRawPointer(self.utf8Start).assumingMemoryBound(to: CChar.self))
    }
}
