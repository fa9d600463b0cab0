/// The numbers of an RSA private key of two primes, with RFC 8017's names (§ 3.2).
struct RSANumbers {
    let n, e, d, p, q, dp, dq, qi: BigNumber

    /// Whether they belong together: n = p·q, e·d ≡ 1 modulo p−1 and q−1, and what the Chinese remainder theorem uses.
    /// Whether p and q are prime is not looked at, which only an operation with the key tells in reasonable time.
    func areConsistent() throws(PublicKeyFailure) -> Bool {
        let arithmetic = try BigArithmetic()
        guard self.p.isOdd, self.q.isOdd, !self.p.isOne, !self.q.isOne, self.p != self.q, self.d < self.n else {
            return false
        }
        guard try arithmetic.product(self.p, self.q) == self.n else { return false }
        for (prime, exponent) in [(self.p, self.dp), (self.q, self.dq)] {
            let order = try arithmetic.predecessor(of: prime)
            guard try arithmetic.product(self.e, self.d, modulo: order).isOne else { return false }
            guard try arithmetic.remainder(self.d, order) == exponent else { return false }
        }
        let unit = try arithmetic.product(self.qi, self.q, modulo: self.p)
        return unit.isOne && self.qi < self.p
    }

    init(
        n: BigNumber, e: BigNumber, d: BigNumber, p: BigNumber, q: BigNumber, dp: BigNumber, dq: BigNumber,
        qi: BigNumber
    ) {
        (self.n, self.e, self.d, self.p, self.q) = (n, e, d, p, q)
        (self.dp, self.dq, self.qi) = (dp, dq, qi)
    }

    /// Finds the primes from the exponents (NIST SP 800-56B revision 2, appendix C.1); d is under n and n is odd.
    init(recoveringFrom n: BigNumber, e: BigNumber, d: BigNumber) throws(PublicKeyFailure) {
        let arithmetic = try BigArithmetic()
        guard let p = try Self.factor(of: n, e: e, d: d, arithmetic) else { throw .inconsistent }
        let q = try arithmetic.quotient(n, p)
        let (larger, smaller) = p < q ? (q, p) : (p, q)
        guard let inverse = try arithmetic.inverse(of: smaller, modulo: larger) else { throw .inconsistent }
        self.init(
            n: n, e: e, d: d, p: larger, q: smaller,
            dp: try arithmetic.remainder(d, arithmetic.predecessor(of: larger)),
            dq: try arithmetic.remainder(d, arithmetic.predecessor(of: smaller)), qi: inverse)
    }

    private static func factor(
        of n: BigNumber, e: BigNumber, d: BigNumber, _ arithmetic: BigArithmetic
    ) throws(PublicKeyFailure) -> BigNumber? {
        // e·d − 1 is a multiple of the order of every base: its odd part and how often it was halved.
        var exponent = try arithmetic.predecessor(of: arithmetic.product(e, d))
        var halvings = 0
        guard exponent.bitCount > 0 else { return nil }
        while !exponent.isOdd {
            exponent = try arithmetic.half(of: exponent)
            halvings += 1
        }
        let last = try arithmetic.predecessor(of: n)
        // Every base fails with a probability of at most one half when the exponents are right: of 2^32 keys one is refused.
        bases: for base in UInt(2)..<34 {
            var root = try arithmetic.power(BigNumber(base), exponent, modulo: n)
            for _ in 0..<halvings {
                guard !root.isOne, root != last else { continue bases }
                let square = try arithmetic.product(root, root, modulo: n)
                if square.isOne {
                    // A root of 1 that is neither 1 nor −1 splits n.
                    return try arithmetic.commonDivisor(arithmetic.predecessor(of: root), n)
                }
                root = square
            }
            // base^(e·d − 1) is not 1: they are no exponents of n, and no other base would tell more.
            return nil
        }
        return nil
    }
}
