import COpenSSL

extension PublicKey {
    /// Makes the key of a JWK's public members; private ones are not looked at.
    package convenience init(jwk parameters: JWKParameters, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let key =
            switch parameters.kty {
            case "RSA": try parameters.rsaKey(.publicHalf, allowingShort: allowingShort)
            case "EC": try parameters.ecKey(.publicHalf)
            case "OKP": try parameters.okpPublicKey()
            default: throw PublicKeyFailure.jwkType(parameters.kty)
            }
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// The members of the key's JWK that make it up.
    package func jwkParameters() -> JWKParameters {
        self.key.jwkParameters(of: self.kind, .publicHalf)
    }
}

extension PrivateKey {
    /// Makes the key of a JWK's members. They must agree with each other; RSA may leave out everything but n, e and d.
    package convenience init(jwk parameters: JWKParameters, allowingShort: Bool = false) throws(PublicKeyFailure) {
        let key =
            switch parameters.kty {
            case "RSA": try parameters.rsaKey(.privateHalf, allowingShort: allowingShort)
            case "EC": try parameters.ecKey(.privateHalf)
            case "OKP": try parameters.okpPrivateKey()
            default: throw PublicKeyFailure.jwkType(parameters.kty)
            }
        try self.init(checking: key, allowingShort: allowingShort)
    }

    /// The members of the key's JWK that make it up, the private ones as well.
    package func jwkParameters() -> JWKParameters {
        self.key.jwkParameters(of: self.kind, .privateHalf)
    }
}

extension EVPKey {
    fileprivate func jwkParameters(of kind: PublicKeyKind, _ half: Half) -> JWKParameters {
        do throws(PublicKeyFailure) {
            return try self.readJWKParameters(of: kind, half)
        } catch {
            preconditionFailure("a key that was inspected has all its parameters; only memory can be short")
        }
    }

    private func readJWKParameters(of kind: PublicKeyKind, _ half: Half) throws(PublicKeyFailure) -> JWKParameters {
        switch kind {
        case .rsa:
            var values = [
                "n": try self.number(OSSL_PKEY_PARAM_RSA_N).octets, "e": try self.number(OSSL_PKEY_PARAM_RSA_E).octets,
            ]
            if half == .privateHalf {
                let numbers = try self.rsaNumbers()
                values["d"] = numbers.d.octets
                values["p"] = numbers.p.octets
                values["q"] = numbers.q.octets
                values["dp"] = numbers.dp.octets
                values["dq"] = numbers.dq.octets
                values["qi"] = numbers.qi.octets
            }
            return JWKParameters(kty: "RSA", values: values)
        case .ec(let curve):
            let length = curve.coordinateLength
            var values = [
                "x": try self.number(OSSL_PKEY_PARAM_EC_PUB_X).octets(count: length),
                "y": try self.number(OSSL_PKEY_PARAM_EC_PUB_Y).octets(count: length),
            ]
            if half == .privateHalf {
                values["d"] = try self.number(OSSL_PKEY_PARAM_PRIV_KEY).octets(count: length)
            }
            return JWKParameters(kty: "EC", crv: curve.rawValue, values: values)
        case .x25519, .ed25519:
            let length = JWKParameters.okpLength
            var values = ["x": try self.octets(OSSL_PKEY_PARAM_PUB_KEY, count: length)]
            if half == .privateHalf { values["d"] = try self.octets(OSSL_PKEY_PARAM_PRIV_KEY, count: length) }
            return JWKParameters(kty: "OKP", crv: kind == .x25519 ? "X25519" : "Ed25519", values: values)
        }
    }
}
