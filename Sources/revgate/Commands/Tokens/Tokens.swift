import ArgumentParser
import Configuration
import Envelopes
import Gateway
import Primitives
import Revocation
import Stores

struct Tokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What the embedded revoker knows: import, show, list, revoke.",
        discussion: "Example: revgate tokens show --reference sdjfsjdgfljhasgdf --json",
        subcommands: [TokensImport.self, TokensShow.self, TokensList.self, TokensRevoke.self])
}

/// Names one subject; `-` reads its value from standard input, where no process list shows it.
struct SubjectOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The token's reference; - for standard input.", valueName: "ref"))
    var reference: String?
    @Option(help: ArgumentHelp("The token itself; - for standard input.", valueName: "token"))
    var token: String?

    func validate() throws {
        guard self.reference == nil || self.token == nil else {
            throw ValidationError("--reference and --token name one subject: give one of them")
        }
    }

    /// The subject named, or nil.
    func subject() throws(CommandFailure) -> (kind: SubjectKind, value: SecretBytes)? {
        if let reference = self.reference { return (.reference, try self.value(reference)) }
        if let token = self.token { return (.token, try self.value(token)) }
        return nil
    }

    private func value(_ argument: String) throws(CommandFailure) -> SecretBytes {
        let value =
            argument == "-"
            ? try readInput("-").droppingTrailingNewline() : SecretBytes(copying: Array(argument.utf8).span)
        guard (1...Subject.maximumLength).contains(value.count) else {
            throw CommandFailure(.usage, "a reference or token has 1 to \(Subject.maximumLength) bytes")
        }
        return value
    }
}

/// The store of a configuration, with what its subjects are named and sealed under.
struct TokenStore {
    let registry: SQLiteTokenRegistry
    let protection: SubjectProtection
    private let logNames: SubjectLogName

    init(_ options: CommonOptions, _ access: SQLiteTokenRegistry.Access) throws(CommandFailure) {
        let configuration = try options.configuration()
        let directory = KeyDirectory(path: configuration.keyDirectory)
        let secret = try orFail(.configuration) { () throws(KeyDirectoryFailure) in
            try directory.subjectSecret(storeAt: configuration.storePath, making: access == .writing)
        }
        let protection = try orFail(.configuration) { () throws(CipherSetupFailure) in
            try SubjectProtection(secret: secret)
        }
        self.protection = protection
        self.logNames = SubjectLogName(secret: secret)
        self.registry = try orFail(.inputOutput) { () throws(StoreFailure) in
            try SQLiteTokenRegistry(
                path: configuration.storePath, identity: protection.identity, access: access)
        }
    }

    /// What the access log calls a subject: 16 hexadecimal digits.
    func logID(_ kind: SubjectKind, _ value: SecretBytes) -> String {
        Fingerprint.hexadecimal(self.logNames.name(kind, value.bytes))
    }

    func half(_ kind: SubjectKind, _ value: SecretBytes) throws(CommandFailure) -> LearnedToken.Half {
        let subject = try orFail(.inputOutput) { () throws(SealFailure) in
            try self.protection.protect(kind, value.bytes)
        }
        return LearnedToken.Half(fingerprint: subject.fingerprint, sealedValue: subject.sealedValue)
    }
}

extension TokenKind: ExpressibleByArgument {
    /// As lines of an import and the wire name it.
    static let names: [String: TokenKind] = [
        "session": .session, "access_token": .accessToken, "refresh_token": .refreshToken,
    ]

    public init?(argument: String) {
        guard let kind = Self.names[argument] else { return nil }
        self = kind
    }

    var name: String {
        switch self {
        case .session: "session"
        case .accessToken: "access_token"
        case .refreshToken: "refresh_token"
        }
    }
}

extension Fingerprint {
    /// 32 hex digits.
    var hex: String {
        Self.hexadecimal(self.high) + Self.hexadecimal(self.low)
    }

    /// 16 hex digits.
    static func hexadecimal(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
