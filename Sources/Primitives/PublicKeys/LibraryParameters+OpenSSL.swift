import COpenSSL

extension StaticString {
    /// For interfaces of libcrypto that keep the address of a name beyond the call.
    var address: UnsafePointer<CChar> {
        UnsafeRawPointer(self.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}

/// A list of `OSSL_PARAM`, which libcrypto's calls take by name. What it points to lives as long as the list, and is
/// wiped with it.
final class LibraryParameters {
    private var list: [OSSL_PARAM] = []
    private var kept: [SecretBytes] = []

    init() {}

    /// - Parameter text: a static string, whose address lasts.
    func add(_ name: StaticString, text: StaticString) {
        self.list.append(
            OSSL_PARAM_construct_utf8_string(
                name.address, UnsafeMutablePointer(mutating: text.address), 0))
    }

    func add(_ name: StaticString, octets: SecretBytes) {
        self.kept.append(octets)
        octets.withUnsafeKey { address in
            // Never written to: the parameter is for a call that reads it.
            let memory = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(address))
            self.list.append(OSSL_PARAM_construct_octet_string(name.address, memory, octets.count))
        }
    }

    /// - Parameter number: a number of at least one byte, the most significant first.
    func add(_ name: StaticString, number: SecretBytes) {
        let number = Self.inNativeOrder(number)
        self.kept.append(number)
        number.withUnsafeKey { address in
            let memory = UnsafeMutablePointer(mutating: address)
            self.list.append(OSSL_PARAM_construct_BN(name.address, memory, number.count))
        }
    }

    func add(_ name: StaticString, size: Int) {
        let value = SecretBytes(count: MemoryLayout<Int>.size) { $0.storeBytes(of: size, as: Int.self) }
        self.kept.append(value)
        value.withUnsafeKey { address in
            UnsafeMutableRawPointer(mutating: address).withMemoryRebound(to: Int.self, capacity: 1) { memory in
                self.list.append(OSSL_PARAM_construct_size_t(name.address, memory))
            }
        }
    }

    /// The list, ended as libcrypto wants it, for the time of the call.
    func withPointer<Value, E>(_ body: (UnsafeMutablePointer<OSSL_PARAM>) throws(E) -> Value) throws(E) -> Value {
        var ended = self.list
        ended.append(OSSL_PARAM_construct_end())
        defer { withExtendedLifetime(self.kept) {} }
        return try ended.withUnsafeMutableBufferPointer { (buffer) throws(E) in try body(buffer.baseAddress!) }
    }

    private static func inNativeOrder(_ number: SecretBytes) -> SecretBytes {
        #if _endian(little)
            SecretBytes(count: number.count) { room in
                let bytes = number.bytes
                for index in bytes.indices { room[bytes.count - 1 - index] = bytes[index] }
            }
        #else
            number
        #endif
    }
}
