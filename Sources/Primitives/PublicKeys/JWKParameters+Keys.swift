import COpenSSL

extension JWKParameters {
    /// Bytes of either half of X25519 and Ed25519 (RFC 7748 § 5, RFC 8032 § 5.1.5).
    static let okpLength = 32

    /// RFC 7518 § 6.3. Leading zeros, which some writers put before the numbers, are passed over.
    func rsaKey(_ half: EVPKey.Half, allowingShort: Bool) throws(PublicKeyFailure) -> EVPKey {
        let modulus = try self.number("n")
        let exponent = try self.number("e")
        // Before anything is computed with numbers of any length.
        try EVPKey.checkRSA(modulus: modulus, exponent: exponent, allowingShort: allowingShort)
        let parameters = LibraryParameters()
        parameters.add("n", number: modulus.octets)
        parameters.add("e", number: exponent.octets)
        guard half == .privateHalf else { return try EVPKey("RSA", selection: EVPKey.publicHalf, parameters) }

        guard self.values["oth"] == nil else { throw .multiplePrimes }
        let numbers = try self.rsaNumbers(modulus, exponent)
        guard try numbers.areConsistent() else { throw .inconsistent }
        parameters.add("d", number: numbers.d.octets)
        parameters.add("rsa-factor1", number: numbers.p.octets)
        parameters.add("rsa-factor2", number: numbers.q.octets)
        parameters.add("rsa-exponent1", number: numbers.dp.octets)
        parameters.add("rsa-exponent2", number: numbers.dq.octets)
        parameters.add("rsa-coefficient1", number: numbers.qi.octets)
        return try EVPKey("RSA", selection: EVPKey.pair, parameters)
    }

    private func rsaNumbers(_ n: BigNumber, _ e: BigNumber) throws(PublicKeyFailure) -> RSANumbers {
        let d = try self.number("d")
        guard d < n else { throw .inconsistent }
        let rest = ["p", "q", "dp", "dq", "qi"]
        if rest.allSatisfy({ self.values[$0] == nil }) {
            return try RSANumbers(recoveringFrom: n, e: e, d: d)
        }
        return RSANumbers(
            n: n, e: e, d: d, p: try self.number("p"), q: try self.number("q"), dp: try self.number("dp"),
            dq: try self.number("dq"), qi: try self.number("qi"))
    }

    /// RFC 7518 § 6.2.
    func ecKey(_ half: EVPKey.Half) throws(PublicKeyFailure) -> EVPKey {
        guard let name = self.crv else { throw .jwkMember("crv") }
        guard let curve = PublicKeyKind.Curve(rawValue: name) else { throw .unsupportedCurve(name) }
        let length = curve.coordinateLength
        let x = try self.octets("x", count: length)
        let y = try self.octets("y", count: length)
        let point = SecretBytes(count: 1 + 2 * length) { room in
            // Uncompressed (SEC 1 § 2.3.3).
            room[0] = 4
            x.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[1...]).copyMemory(from: $0) }
            y.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: room[(1 + length)...]).copyMemory(from: $0) }
        }
        let parameters = LibraryParameters()
        parameters.add("group", text: curve.libraryName)
        parameters.add("pub", octets: point)
        guard half == .privateHalf else { return try EVPKey("EC", selection: EVPKey.publicHalf, parameters) }
        parameters.add("priv", number: try self.octets("d", count: length))
        return try EVPKey("EC", selection: EVPKey.pair, parameters)
    }

    /// RFC 8037 § 2.
    func okpPublicKey() throws(PublicKeyFailure) -> EVPKey {
        let parameters = LibraryParameters()
        parameters.add("pub", octets: try self.octets("x", count: Self.okpLength))
        return try EVPKey(self.okpType(), selection: EVPKey.publicHalf, parameters)
    }

    /// The public half is made from the private one, as libcrypto would believe any other, and compared.
    func okpPrivateKey() throws(PublicKeyFailure) -> EVPKey {
        let x = try self.octets("x", count: Self.okpLength)
        let parameters = LibraryParameters()
        parameters.add("priv", octets: try self.octets("d", count: Self.okpLength))
        let key = try EVPKey(self.okpType(), selection: EVPKey.pair, parameters)
        guard try key.octets(OSSL_PKEY_PARAM_PUB_KEY, count: Self.okpLength) == x else { throw .inconsistent }
        return key
    }

    private func okpType() throws(PublicKeyFailure) -> StaticString {
        switch self.crv {
        case "X25519": "X25519"
        case "Ed25519": "ED25519"
        case let name?: throw .unsupportedCurve(name)
        case nil: throw .jwkMember("crv")
        }
    }

    private func octets(_ member: String, count: Int) throws(PublicKeyFailure) -> SecretBytes {
        guard let octets = self.values[member], octets.count == count else { throw .jwkMember(member) }
        return octets
    }

    /// A number of an RSA key: none is 0, and none is longer than the longest modulus.
    private func number(_ member: String) throws(PublicKeyFailure) -> BigNumber {
        guard let octets = self.values[member] else { throw .jwkMember(member) }
        let longest = PublicKeyKind.rsaBits.upperBound
        guard octets.count <= 2 * longest / 8 else {
            throw member == "n" ? .rsaLength(octets.count * 8) : .jwkMember(member)
        }
        let number = try BigNumber(octets.bytes)
        guard number.bitCount > 0 else { throw .jwkMember(member) }
        return number
    }
}
