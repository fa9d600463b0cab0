import Dialects
import Envelopes
import Foundation
import Pooling
import Primitives
import Revocation
import Testing

@testable import Gateway

/// An upstream played by the test: takes the request, gives one reply or failure.
private final class PlayedUpstream: UpstreamExchanger, RevocationWaiter {
    private(set) var request = ""
    private(set) var events: [UpstreamEvent] = []
    private(set) var standing: ConnectionPool.Standing?
    private(set) var outcomes: [RevocationOutcome] = []
    var play: (PlayedUpstream, UpstreamExchange) -> Void = { _, _ in }

    func begin(_ exchange: UpstreamExchange) {
        self.request = String(decoding: exchange.request, as: UTF8.self)
        self.play(self, exchange)
    }

    func report(_ event: UpstreamEvent) { self.events.append(event) }
    func passed() {}

    func decided(_ outcome: RevocationOutcome, _ details: TokenDetails?, ticket: Int) {
        #expect(ticket == 7)
        self.outcomes.append(outcome)
    }

    func reply(_ exchange: UpstreamExchange, _ reply: UpstreamReply, _ body: [UInt8]) {
        self.standing = exchange.replied(reply, body.span)
        exchange.finish()
    }
}

@Suite struct UpstreamRevokerTests {
    private static let success = #"{"resCode":200,"resDesc":"SUCCESS","data":{"resCode":100}}"#
    private static let receivedAt = Timestamp(milliseconds: 42)

    private static func upstream(
        _ dialect: ClientDialect = .tokenService, cipher: Upstream.Cipher? = nil,
        passes: Upstream.PassedFields = [.requestID, .traceParent], unknown: [String] = ["TOK404"]
    ) -> Upstream {
        Upstream(
            name: "legacy", endpoints: [Upstream.Endpoint(host: "h", port: 80, target: "/revoke")], dialect: dialect,
            codes: ClientCodes(unknownToken: unknown), cipher: cipher, passes: passes)
    }

    private static func call(_ kind: SubjectKind = .reference, origin: CallOrigin? = nil) -> RevocationCall {
        RevocationCall(
            subject: Subject(kind: kind, value: SubjectValue(copying: Array("ref-1".utf8).span)), hint: nil,
            consumer: "mobile", receivedAt: self.receivedAt,
            origin: origin ?? CallOrigin(requestID: RequestID(process: 1, exchange: 2)))
    }

    private func ask(
        _ upstream: Upstream = Self.upstream(), cipher: BodyCipher? = nil, _ call: RevocationCall = Self.call(),
        _ play: @escaping (PlayedUpstream, UpstreamExchange) -> Void
    ) throws -> PlayedUpstream {
        let played = PlayedUpstream()
        played.play = play
        guard case .revocation(let client) = upstream.dialect?.operation else {
            preconditionFailure("the upstreams of these tests revoke")
        }
        let nothing = TokenFinding(state: .unknown, counterpart: nil, owner: nil, kind: nil, expiresAt: nil)
        let revoker = UpstreamRevoker(
            upstream, client, bodies: cipher.map { .sealed(BodyCandidate($0, place: 0, threads: nil)) } ?? .clear,
            exchanger: played, finder: PlayedFinder(.found(nothing)), threads: NoThreads())
        revoker.revoke(call, for: played, ticket: 7)
        return played
    }

    private func ask(status: Int, _ body: String, retryAfter: Int? = nil, isCoded: Bool = false) throws
        -> PlayedUpstream
    {
        try self.ask { played, exchange in
            played.reply(
                exchange, UpstreamReply(status: status, retryAfter: retryAfter, isCoded: isCoded), Array(body.utf8))
        }
    }

    @Test func requestHasTheFieldsOfTheExchangeAndTheBodyInTheDialect() throws {
        let origin = CallOrigin(
            requestID: RequestID(process: 1, exchange: 2), traceParent: Array("00-a".utf8))
        let played = try self.ask(Self.upstream(), Self.call(origin: origin)) { _, exchange in exchange.fail(.broken) }
        #expect(
            played.request
                == "X-Request-Id: 00000000000000010000000000000002\r\ntraceparent: 00-a\r\n"
                + "Content-Length: 28\r\n\r\n{\"tokenReferenceId\":\"ref-1\"}")
    }

    @Test func fieldsThatAreNotPassedStayHere() throws {
        let played = try self.ask(Self.upstream(passes: [])) { _, exchange in exchange.fail(.broken) }
        #expect(played.request.hasPrefix("Content-Length: 28\r\n\r\n"))
    }

    @Test func confirmedRevocationIsRevokedAtTheTimeOfTheCall() throws {
        let played = try self.ask(status: 200, Self.success)
        #expect(played.outcomes == [.revoked(at: Self.receivedAt)])
        #expect(played.standing == .sound)
        #expect(played.events.isEmpty)
    }

    @Test func explicitUnknownTokenIsUnknown() throws {
        let played = try self.ask(status: 401, #"{"resCode":"TOK404","resDesc":"no"}"#)
        #expect(played.outcomes == [.unknown])
        #expect(played.standing == .sound)
    }

    @Test(
        arguments: [
            ("invalid_grant", .ownedByAnother), ("unsupported_token_type", .unsupportedSubject),
            ("invalid_token", .unknown),
        ] as [(String, RevocationOutcome)])
    func explicitRefusalOfTheTokenIsNoFaultOfTheUpstream(word: String, outcome: RevocationOutcome) throws {
        let upstream = Self.upstream(.digilocker, unknown: ["invalid_token"])
        let played = try self.ask(upstream, Self.call(.token)) { played, exchange in
            played.reply(exchange, UpstreamReply(status: 400), Array(#"{"error":"\#(word)"}"#.utf8))
        }
        #expect(played.outcomes == [outcome])
        #expect(played.standing == .sound)
        #expect(played.events.isEmpty)
    }

    @Test func aRefusedAccessTokenIsReplacedSoon() throws {
        let endpoint = Upstream.Endpoint(host: "h", port: 80, target: "/revoke")
        let credentials = ClientCredentials(
            service: Self.upstream(), clientID: "c", secret: SecretBytes(copying: Array("s".utf8).span), scope: nil,
            method: .basic)
        let upstream = Upstream(
            name: "legacy", endpoints: [endpoint], dialect: .rfc7009, codes: ClientCodes(unknownToken: []),
            credential: .clientCredentials(credentials))
        let played = try self.ask(upstream, Self.call(.token)) { played, exchange in
            played.reply(exchange, UpstreamReply(status: 401), [])
        }
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 1)])
        #expect(played.events == [.credentialRefused])
    }

    @Test(arguments: [401, 403])
    func bareRefusalIsNotAnUnknownTokenButARefusedCredential(status: Int) throws {
        let played = try self.ask(status: status, "")
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 30)])
        #expect(played.events == [.credentialRefused])
        #expect(played.standing == .sound)
    }

    @Test(arguments: ["", "<html>", "{}", #"{"resCode":500}"#, #"{"resCode":200,"data":{"resCode":9}}"#])
    func replyThatIsNotUnderstoodIsUnavailableAndSpeaksAgainstItsAddress(body: String) throws {
        let played = try self.ask(status: 200, body)
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 1)])
        #expect(played.events == [.notUnderstood(status: 200)])
        #expect(played.standing == .failing)
    }

    @Test func successWithAServerErrorIsNone() throws {
        let played = try self.ask(status: 503, Self.success, retryAfter: 9)
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 9)])
        #expect(played.events == [.serverError(status: 503)])
        #expect(played.standing == .failing)
    }

    @Test(arguments: [(nil, 1), (0, 1), (9, 9), (1_000_000, 300)] as [(Int?, Int)])
    func retryAfterOfTheUpstreamIsPassedOnWithinBounds(said: Int?, told: Int) throws {
        let played = try self.ask(status: 429, "", retryAfter: said)
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: told)])
        #expect(played.events == [.limited])
        #expect(played.standing == .sound)
    }

    @Test func codedContentIsNotRead() throws {
        let played = try self.ask(status: 200, Self.success, isCoded: true)
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 1)])
    }

    @Test func subjectThatHasNoPlaceInTheDialectIsRefusedUnasked() throws {
        let played = try self.ask(Self.upstream(), Self.call(.token)) { _, _ in Issue.record("asked") }
        #expect(played.outcomes == [.unsupportedSubject])
    }

    @Test(
        arguments: [
            (.circuitOpen(retryAfter: 1_001), 2), (.queueFull, 1), (.queueTimeout, 1), (.unreachable, 1), (.timeout, 1),
            (.broken, 1),
        ] as [(PoolFailure, Int)])
    func failureOfThePoolIsUnavailable(failure: PoolFailure, seconds: Int) throws {
        let played = try self.ask { _, exchange in exchange.fail(failure) }
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: seconds)])
    }

    @Test func lastReplyCountsAfterARetry() throws {
        let played = try self.ask { played, exchange in
            let garbage: [UInt8] = Array("<html>".utf8)
            let standing = exchange.replied(UpstreamReply(status: 200), garbage.span)
            #expect(standing == .failing)
            played.reply(exchange, UpstreamReply(status: 200), Array(Self.success.utf8))
        }
        #expect(played.outcomes == [.revoked(at: Self.receivedAt)])
    }

    // MARK: Sealed

    private static func cipher(_ profile: CipherProfile, fill: UInt8 = 7) throws -> BodyCipher {
        let material = KeyMaterial.octets(
            SecretBytes(copying: Array(repeating: fill, count: profile.keyLength).span))
        let version = KeyVersion(number: 1, state: .active, createdAt: 0, activatedAt: nil, material: material)
        return try BodyCipher(
            profile: profile, keys: CipherKeys(main: NamedKey(name: "k", versions: [version])), random: RandomPool(),
            seals: { _, _ in SealCount(startingAt: 0) })
    }

    private static func seal(_ text: String, _ cipher: BodyCipher) throws -> [UInt8] {
        try cipher.sealed(text, as: .reply, with: try #require(cipher.activeVersion))
    }

    @Test(arguments: [CipherProfile.aes256GCM, .aes192CBC, .aes256CBC])
    func sealedUpstreamIsAskedAndReadSealed(profile: CipherProfile) throws {
        let cipher = try Self.cipher(profile)
        let upstream = Self.upstream(cipher: Upstream.Cipher(profile: profile, key: "k"))
        let played = try self.ask(upstream, cipher: cipher) { played, exchange in
            let reply = try? Self.seal(Self.success, Self.cipher(profile))
            played.reply(exchange, UpstreamReply(status: 200), reply ?? [])
        }
        #expect(played.outcomes == [.revoked(at: Self.receivedAt)])
        let body = try #require(played.request.components(separatedBy: "\r\n\r\n").last)
        let opened = SecretBuffer(capacity: 64)
        _ = try Self.cipher(profile).open(Array(body.utf8).span, into: opened, isWellFormed: { _ in true })
        let bytes = opened.bytes
        let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        #expect(text == #"{"tokenReferenceId":"ref-1"}"#)
    }

    @Test(arguments: [(200, UpstreamEvent.notUnderstood(status: 200)), (401, .credentialRefused)])
    func clearReplyOfASealedUpstreamIsNeverBelieved(status: Int, event: UpstreamEvent) throws {
        let profile = CipherProfile.aes256GCM
        let upstream = Self.upstream(cipher: Upstream.Cipher(profile: profile, key: "k"))
        for text in [Self.success, #"{"resCode":"TOK404"}"#] {
            let played = try self.ask(upstream, cipher: try Self.cipher(profile)) { played, exchange in
                played.reply(exchange, UpstreamReply(status: status), Array(text.utf8))
            }
            #expect(played.events == [event])
            #expect(played.outcomes.count == 1)
            if case .unavailable = played.outcomes[0] {} else { Issue.record("believed: \(played.outcomes)") }
        }
    }

    @Test func replySealedUnderAnotherKeyIsNotBelieved() throws {
        let profile = CipherProfile.aes256GCM
        let upstream = Self.upstream(cipher: Upstream.Cipher(profile: profile, key: "k"))
        let played = try self.ask(upstream, cipher: try Self.cipher(profile)) { played, exchange in
            let reply = try? Self.seal(Self.success, Self.cipher(profile, fill: 8))
            played.reply(exchange, UpstreamReply(status: 200), reply ?? [])
        }
        #expect(played.outcomes == [.unavailable(retryAfterSeconds: 1)])
    }
}
