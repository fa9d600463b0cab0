import Consumers
import Dialects
import Envelopes
import Foundation
import HTTP1
import Primitives
import Revocation

@testable import Gateway

/// A pipeline with one route and one consumer, and bytes to walk through it.
final class Exchange {
    static let apiKey = "test-api-key-0123456789abcdef"
    static let reference = #"{"tokenReferenceId":"ref-1"}"#

    let pipeline: Pipeline
    let cipher: BodyCipher?
    private let profile: CipherProfile?

    init(
        dialect: Dialect = .tokenService, policy: DialectPolicy? = nil, origins: [String] = [],
        profile: CipherProfile? = .aes256GCM, more profiles: [CipherProfile] = [], prefers: String? = nil,
        key: Route.BodyKey = .named("k"), plaintext: Bool = false,
        reply: ReplyStyle = .enveloped, allow: [String]? = nil, bodyKey: String? = "k", enabled: Bool = true,
        states: [KeyState] = [.active]
    ) throws {
        let secret = SecretBytes(copying: Array("api key secret".utf8).span)
        let digest = HMACSHA256(key: secret).authenticate(Array(Self.apiKey.utf8).span).hex
        var consumer = Consumer(
            name: "mobile", keys: [StoredAPIKey(digest: digest, created: "")], allow: allow, bodyKey: bodyKey)
        consumer.bodyProfile = prefers
        consumer.state = enabled ? .enabled : .disabled
        let length = profile?.keyLength ?? 32
        let material = KeyMaterial.octets(SecretBytes(copying: Array(repeating: 7, count: length).span))
        let named = NamedKey(
            name: "k",
            versions: states.enumerated().map {
                KeyVersion(number: $0.offset + 1, state: $0.element, createdAt: 0, activatedAt: nil, material: material)
            })
        let route = Route(
            name: "/r", path: "/r", dialect: dialect,
            ciphers: ([profile].compactMap { $0 } + profiles).map { Route.Cipher(profile: $0, key: key) },
            allowsPlaintext: plaintext, reply: reply, policy: policy, origins: origins, revoker: .embedded)
        let seals = SealCounts(directory: KeyDirectory(path: "/nonexistent"))
        self.pipeline = Pipeline(
            snapshot: Snapshot(
                routes: RouteTable([route]), consumers: try ConsumerRegistry([consumer]), keys: ["k": named],
                apiKeySecret: secret, limits: .defaults),
            seals: seals, limiter: FailureLimiter(), identifiers: RequestIDs(process: 1, start: 1),
            services: LoopServices(
                embedded: NoRevoker(), learner: NoRevoker(), finder: NoRevoker(),
                confirmer: NoRevoker(), answers: try AnswerMemory(secret: secret, shared: TestAnswers()),
                threads: NoThreads(),
                connect: { _ in preconditionFailure("no upstream here") },
                forward: { _ in preconditionFailure("no upstream here") }))
        self.profile = profile
        self.cipher = try profile.map {
            try BodyCipher(
                profile: $0, keys: CipherKeys(main: named), random: RandomPool(),
                seals: { _, _ in SealCount(startingAt: 0) })
        }
    }

    func seal(_ text: String) throws -> [UInt8] {
        guard let cipher = self.cipher, let active = cipher.activeVersion else { return Array(text.utf8) }
        return try cipher.sealed(text, as: .request, with: active)
    }

    func open(_ body: String) throws -> String {
        guard let cipher = self.cipher else { return body }
        let output = SecretBuffer(capacity: 64)
        _ = try cipher.open(Array(body.utf8).span, into: output, isWellFormed: { _ in true })
        let bytes = output.bytes
        return bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Walks one request to its whole response; the revoker's part is `outcome`.
    func walk(
        _ body: [UInt8], path: String = "/r", method: String = "POST", fields: [String] = ["X-API-KEY: \(apiKey)"],
        contentType: String? = "text/plain", steady: Int = 0,
        outcome: RevocationOutcome = .revoked(at: Timestamp(milliseconds: 5)), introspected: IntrospectionOutcome? = nil
    ) -> Response {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: h", "Content-Length: \(body.count)"] + fields
        if let contentType { lines.append("Content-Type: \(contentType)") }
        let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        let bytes = head + body
        var decoder = RequestDecoder()
        guard decoder.next(bytes.span) == .head else { return Response(status: "no head", fields: [:], body: "") }
        var wire = ResponseWire()
        wire.begin(closes: false, date: DateField())
        switch self.pipeline.receive(decoder.head, bytes.span, from: NoPeer()) {
        case .refuse(let refusal, let context): self.pipeline.refuse(refusal, context, &wire)
        case .goOn(.preflight(let context)): self.pipeline.answer(preflight: context, &wire)
        case .goOn(.document(let document, let context)):
            self.pipeline.answer(document: document, context, &wire)
        case .goOn(.anonymous(let anonymous)):
            let verdict = self.pipeline.admit(anonymous, body: body.span, now: Self.now, steady: steady)
            self.end(verdict, outcome, introspected, &wire)
        case .goOn(.authenticated(let authenticated)):
            let verdict = self.pipeline.admit(authenticated, body: body.span, now: Self.now, steady: steady)
            self.end(verdict, outcome, introspected, &wire)
        }
        return Response(wire.bytes)
    }

    private static let now = Timestamp(milliseconds: 0)

    private func end(
        _ verdict: Pipeline.Verdict<ParsedRequest>, _ outcome: RevocationOutcome,
        _ introspected: IntrospectionOutcome?, _ wire: inout ResponseWire
    ) {
        switch verdict {
        case .refuse(let refusal, let context): self.pipeline.refuse(refusal, context, &wire)
        case .goOn(let parsed):
            if let introspected {
                self.pipeline.answer(parsed, introspected, &wire)
            } else {
                self.pipeline.answer(parsed, outcome, nil, &wire)
            }
        }
    }
}

extension CipherProfile {
    static let aes256GCM = CipherProfile(name: "aes-256-gcm", algorithm: .aes256GCM)
    static let aes192CBC = CipherProfile(name: "aes-192-cbc", algorithm: .aes192CBC)
    static let aes256CBC = CipherProfile(name: "aes-256-cbc", algorithm: .aes256CBC)

    /// Bytes of the key of a symmetric profile.
    var keyLength: Int {
        guard case .symmetric(let format) = self.format else { preconditionFailure("a symmetric profile") }
        return format.algorithm.keyLength
    }
}

extension BodyCipher {
    func sealed(_ text: String, as role: MessageRole, with version: BodyVersion) throws -> [UInt8] {
        var body: [UInt8] = []
        var fields = EnvelopeFields()
        try self.seal(Array(text.utf8).span, as: role, with: version, into: &body, fields: &fields)
        return body
    }
}

/// Ciphers of these tests stay on the loop.
final class NoThreads: CipherThreads {
    func open(
        _ opening: BodyOpening, in turn: KeyOperationTurn,
        then: @escaping (Result<BodyOpening.Opened, BodyOpenFailure>) -> Void
    ) -> Bool {
        preconditionFailure("nothing is opened elsewhere")
    }

    func seal(
        _ sealing: BodySealing, in turn: KeyOperationTurn,
        then: @escaping (Result<SealedBody, BodySealFailure>) -> Void
    ) -> Bool {
        preconditionFailure("nothing is sealed elsewhere")
    }
}

/// The tests play the revoker's part themselves.
private final class NoRevoker: Revoker {
    func revoke(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        preconditionFailure("the pipeline calls no revoker")
    }
}

extension NoRevoker: TokenFinder {
    func find(_ subject: Subject, for waiter: any FindWaiter, ticket: Int) {
        preconditionFailure("the pipeline asks nobody")
    }
}

extension NoRevoker: TokenConfirmer {
    func confirm(_ call: RevocationCall, for waiter: any RevocationWaiter, ticket: Int) {
        preconditionFailure("the pipeline asks nobody")
    }
}

extension NoRevoker: TokenLearner {
    func learn(_ issued: IssuedToken, owner: String?, receivedAt: Timestamp, for waiter: any LearnWaiter, ticket: Int) {
        preconditionFailure("no route here learns")
    }
}

private final class NoPeer: Peer {
    let isSecure = false
    let credentials = CredentialMemory()
    var addressBytes: [UInt8] { [] }
    var addressText: [UInt8] { [] }
}

/// A response taken apart.
struct Response {
    let status: String
    let fields: [String: String]
    let body: String

    init(status: String, fields: [String: String], body: String) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.components(separatedBy: "\r\n\r\n")
        var lines = parts[0].components(separatedBy: "\r\n")
        self.status = String(lines.removeFirst().dropFirst(9).prefix(3))
        self.fields = Dictionary(
            lines.map { line in
                let pair = line.components(separatedBy: ": ")
                return (pair[0].lowercased(), pair.dropFirst().joined(separator: ": "))
            }, uniquingKeysWith: { first, _ in first })
        self.body = parts.dropFirst().joined(separator: "\r\n\r\n")
    }
}
