import COpenSSL

extension PublicKeyKind {
    /// Bits of an RSA modulus that are taken: under the first RSA is no longer safe (NIST SP 800-131A, RFC 7518 § 4.2),
    /// above the last one operation takes a core for a tenth of a second.
    package static let rsaBits = 2048...8192
}

extension EVPKey {
    enum Half {
        case publicHalf
        case privateHalf
    }

    /// The kind of a key that was read, after the checks that its kind needs; the key is not yet shared.
    ///
    /// - Parameter allowingShort: takes RSA keys of any length up to the longest.
    func inspect(_ half: Half, allowingShort: Bool) throws(PublicKeyFailure) -> PublicKeyKind {
        switch self.typeName {
        case "RSA": return try self.inspectRSA(half, allowingShort: allowingShort)
        case "EC": return try self.inspectEC(half)
        case "X25519":
            if half == .publicHalf, try self.agreesOnZero() { throw .smallOrderPoint }
            return .x25519
        case "ED25519":
            if half == .publicHalf, try self.isSmallEdwardsPoint() { throw .smallOrderPoint }
            return .ed25519
        case let name: throw .unsupportedKind(name)
        }
    }

    private func inspectRSA(_ half: Half, allowingShort: Bool) throws(PublicKeyFailure) -> PublicKeyKind {
        let modulus = try self.number(OSSL_PKEY_PARAM_RSA_N)
        let exponent = try self.number(OSSL_PKEY_PARAM_RSA_E)
        try Self.checkRSA(modulus: modulus, exponent: exponent, allowingShort: allowingShort)
        if half == .privateHalf {
            guard try self.rsaNumbers().areConsistent(), try self.invertsItself() else { throw .inconsistent }
        }
        return .rsa(bits: modulus.bitCount)
    }

    static func checkRSA(
        modulus: BigNumber, exponent: BigNumber, allowingShort: Bool
    ) throws(PublicKeyFailure) {
        let bits = modulus.bitCount
        guard bits <= PublicKeyKind.rsaBits.upperBound, bits >= (allowingShort ? 512 : PublicKeyKind.rsaBits.lowerBound)
        else { throw .rsaLength(bits) }
        guard modulus.isOdd else { throw .inconsistent }
        // libcrypto takes no longer exponents with long moduli, and none are in use.
        guard exponent.isOdd, !exponent.isOne, exponent.bitCount <= 64 else { throw .publicExponent }
    }

    /// The numbers of a private RSA key; one whose file leaves out the primes is refused.
    func rsaNumbers() throws(PublicKeyFailure) -> RSANumbers {
        guard let p = try? self.number("rsa-factor1"),
            let q = try? self.number("rsa-factor2"),
            let dp = try? self.number("rsa-exponent1"),
            let dq = try? self.number("rsa-exponent2"),
            let qi = try? self.number("rsa-coefficient1")
        else { throw .inconsistent }
        if (try? self.number("rsa-factor3")) != nil { throw .multiplePrimes }
        return RSANumbers(
            n: try self.number(OSSL_PKEY_PARAM_RSA_N), e: try self.number(OSSL_PKEY_PARAM_RSA_E),
            d: try self.number(OSSL_PKEY_PARAM_RSA_D), p: p, q: q, dp: dp, dq: dq, qi: qi)
    }

    /// Whether the private operation undoes the public one, which it does not when a "prime" is none.
    private func invertsItself() throws(PublicKeyFailure) -> Bool {
        let number = SecretBytes(count: self.size) { $0[$0.count - 1] = 2 }
        let raised = try self.encrypt(number.bytes, .unpadded())
        guard let back = try self.decrypt(raised.span, .unpadded()) else { return false }
        return back == number
    }

    private func inspectEC(_ half: Half) throws(PublicKeyFailure) -> PublicKeyKind {
        guard !self.hasExplicitCurve else { throw .unsupportedCurve("a curve given by its equation") }
        let name = self.groupName ?? "a curve of no name"
        guard let curve = PublicKeyKind.Curve(libraryName: name) else { throw .unsupportedCurve(name) }
        let context = try KeyContext(self)
        let checked =
            switch half {
            // On the curve and not at infinity; of its order as well, since the cofactor is 1.
            case .publicHalf: EVP_PKEY_public_check_quick(context.pointer)
            // And the private number in its range, and the point its multiple of the base point.
            case .privateHalf: EVP_PKEY_check(context.pointer)
            }
        guard checked == 1 else {
            ERR_clear_error()
            throw .inconsistent
        }
        // A point that was read compressed is written as every reader understands it.
        let form = EVP_PKEY_set_utf8_string_param(
            self.pointer, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed")
        guard form == 1 else { throw .library(LibraryFault(.keyParameter)) }
        return .ec(curve)
    }
}

extension PublicKeyKind.Curve {
    /// - Parameter name: as libcrypto calls the curve in its answers.
    init?(libraryName name: String) {
        switch name {
        case "prime256v1": self = .p256
        case "secp384r1": self = .p384
        case "secp521r1": self = .p521
        default: return nil
        }
    }

    var libraryName: StaticString {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        }
    }

    /// Bytes of a coordinate, and of a number modulo the order.
    package var coordinateLength: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}
