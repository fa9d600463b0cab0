import Primitives

/// RSA moduli of a generator of smart cards whose primes are powers of 65537 modulo the product of small primes, so that
/// they can be factored (CVE-2017-15361, "ROCA").
enum FaultyModulus {
    /// Modulo these, 65537 has few powers. A random modulus is one for all of them with a probability of 2^-27.
    private static let primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]

    /// - Parameter modulus: big-endian.
    static func matches(_ modulus: Span<UInt8>) -> Bool {
        for prime in self.primes where !self.isPower(self.remainder(of: modulus, by: prime), modulo: prime) {
            return false
        }
        return true
    }

    private static func remainder(of modulus: Span<UInt8>, by prime: Int) -> Int {
        var remainder = 0
        for index in modulus.indices { remainder = (remainder << 8 | Int(modulus[index])) % prime }
        return remainder
    }

    private static func isPower(_ remainder: Int, modulo prime: Int) -> Bool {
        var power = 1
        repeat {
            if power == remainder { return true }
            power = power * 65537 % prime
        } while power != 1
        return false
    }
}
