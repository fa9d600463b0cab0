import ArgumentParser
import Configuration
import Envelopes
import Primitives

struct KeysCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key of fresh random material.",
        discussion: """
            The profile decides what is made: a symmetric key of its size, an RSA pair where it wraps keys by RSA, an EC
            or X25519 pair where it agrees on keys (ECDH-ES). --for makes a pair for signatures instead.
            Of a pair, give your partner the public half: revgate keys export NAME --format pem (or jwk).
            A new name's version 1 is active; on an existing name a staged version is added, of the same kind.

            Example: revgate keys create mobile-body --profile aes-256-gcm
            Example: revgate keys create partner-jwe --profile partner-jwe --curve X25519
            Example: revgate keys create reply-signing --for ES256
            """)

    enum Curve: String, ExpressibleByArgument, CaseIterable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"
        case x25519 = "X25519"

        var kind: PublicKeyKind {
            switch self {
            case .p256: .ec(.p256)
            case .p384: .ec(.p384)
            case .p521: .ec(.p521)
            case .x25519: .x25519
            }
        }
    }

    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's name: a-z, 0-9 and -.") var name: String
    @Option(help: "The profile it is for, which decides its kind and size.") var profile: String?
    @Option(name: .customLong("for"), help: "The signatures it is for.") var signature: JWSAlgorithm?
    @Option(help: "Bits of an RSA pair: 2048 to 8192. (default: 3072)") var bits: Int?
    @Option(help: "The curve of a pair for ECDH-ES. (default: P-256)") var curve: Curve?
    @Option(help: "Its name in messages (kid); without: a pair's thumbprint (RFC 7638).") var kid: String?

    private static let defaultBits = 3072

    func validate() throws {
        guard (self.profile == nil) != (self.signature == nil) else {
            throw ValidationError("give --profile PROFILE, or --for and the signature algorithm")
        }
        if let bits = self.bits, !(2048...8192).contains(bits) || bits % 8 != 0 {
            throw ValidationError("--bits is a multiple of 8 from 2048 to 8192")
        }
        guard self.bits == nil || self.curve == nil else {
            throw ValidationError("--bits is for RSA, --curve for ECDH-ES: give one of them")
        }
    }

    func run() throws {
        let configuration = try self.options.configuration()
        let (material, binding) = try self.material(configuration)
        try addKeyVersion(material, binding, to: self.name, in: configuration, json: self.options.json)
    }

    private func material(_ configuration: Configuration) throws(CommandFailure) -> (KeyMaterial, KeyBinding) {
        var binding = KeyBinding(identifier: try keyIdentifier(self.kid))
        if let signature = self.signature {
            guard self.curve == nil, self.bits == nil || signature.kind(bits: 0) == .rsa(bits: 0) else {
                throw CommandFailure(.usage, "\(signature.rawValue) decides the curve; --bits is for RS256 and PS256")
            }
            binding.algorithm = signature.rawValue
            binding.use = "sig"
            let material = try orFail(.inputOutput) { () throws(FreshKeyFailure) in
                try KeyMaterial.fresh(signature.kind(bits: self.bits ?? Self.defaultBits))
            }
            return (material, binding)
        }
        let profile = try findProfile(self.profile ?? "", in: configuration)
        let demand = try self.demand(of: profile)
        if demand == .rsa || demand == .agreement { binding.use = "enc" }
        let material = try orFail(.inputOutput) { () throws(FreshKeyFailure) in
            try profile.freshMaterial(
                for: demand, bits: self.bits ?? Self.defaultBits, curve: (self.curve ?? .p256).kind)
        }
        return (material, binding)
    }

    /// The profile's first choice, unless an option says which of several is meant.
    private func demand(of profile: CipherProfile) throws(CommandFailure) -> KeyDemand {
        let demands = profile.keyDemands
        if let wanted: KeyDemand = self.curve != nil ? .agreement : self.bits != nil ? .rsa : nil {
            guard demands.contains(wanted) else {
                throw CommandFailure(
                    .usage,
                    "\(wanted == .rsa ? "--bits" : "--curve") does not apply: profile \"\(profile.name)\" wants "
                        + demands.map(\.description).joined(separator: " or "))
            }
            return wanted
        }
        guard let first = demands.first else {
            throw CommandFailure(.usage, "profile \"\(profile.name)\" allows no kind of key")
        }
        return first
    }
}

extension JWSAlgorithm: ExpressibleByArgument {
    /// What signs so (RFC 7518 § 3.1, RFC 8037 § 3.1).
    fileprivate func kind(bits: Int) -> PublicKeyKind {
        switch self {
        case .rs256, .ps256: .rsa(bits: bits)
        case .es256: .ec(.p256)
        case .edDSA: .ed25519
        }
    }
}

func findProfile(_ name: String, in configuration: Configuration) throws(CommandFailure) -> CipherProfile {
    guard let profile = configuration.profile(named: name) else {
        throw CommandFailure(.configuration, configuration.whyNoProfile(name))
    }
    return profile
}
