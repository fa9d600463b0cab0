import Dialects
import Gateway
import Observability
import Primitives
import Testing

@testable import GatewayServer

@Suite struct AccessTokensTests {
    private static let time = 10_000

    private static func credentials(_ secret: String = "secret") -> ClientCredentials {
        let endpoint = Upstream.Endpoint(host: "auth", port: 80, target: "/token")
        return ClientCredentials(
            service: Upstream(
                name: "legacy", endpoints: [endpoint], dialect: nil, codes: ClientCodes(unknownToken: [])),
            clientID: "client", secret: SecretBytes(copying: Array(secret.utf8).span), scope: nil, method: .basic)
    }

    private static func token(_ name: String) throws -> AccessToken {
        let reply = Array(#"{"access_token":"\#(name)","token_type":"Bearer","expires_in":100}"#.utf8)
        return try AccessToken(reply: reply.span)
    }

    private static func begun() throws -> (tokens: AccessTokens, first: AccessToken) {
        let tokens = AccessTokens()
        _ = tokens.begin(self.credentials(), at: self.time)
        let first = try self.token("first")
        #expect(tokens.fetched(first, for: self.credentials(), at: self.time))
        return (tokens, first)
    }

    @Test func aTokenIsShownUntilItsEndAndForItsCredentialsOnly() throws {
        let (tokens, first) = try Self.begun()
        #expect(tokens.field(for: Self.credentials(), at: Self.time) === first.field)
        #expect(tokens.field(for: Self.credentials(), at: Self.time + 99_999) === first.field)
        #expect(tokens.field(for: Self.credentials(), at: Self.time + 100_000) == nil)
        #expect(tokens.field(for: Self.credentials("other"), at: Self.time) == nil)
        tokens.forget("legacy")
        #expect(tokens.field(for: Self.credentials(), at: Self.time) == nil)
    }

    @Test func onlyTheTokenThatIsShownCanBeRefused() throws {
        let (tokens, first) = try Self.begun()
        let second = try Self.token("second")
        #expect(!tokens.fetched(second, for: Self.credentials(), at: Self.time + 1_000))
        let due = tokens.schedule(of: Self.credentials())?.dueAt
        tokens.refused(first.field, of: "legacy", at: Self.time + 2_000)
        #expect(tokens.schedule(of: Self.credentials())?.dueAt == due)
        tokens.refused(second.field, of: "legacy", at: Self.time + 2_000)
        #expect(tokens.schedule(of: Self.credentials())?.dueAt == Self.time + 2_000)
        #expect(tokens.field(for: Self.credentials(), at: Self.time + 2_000) === second.field)
    }

    @Test func whatComesForOtherCredentialsChangesNothing() throws {
        let (tokens, first) = try Self.begun()
        #expect(!tokens.fetched(try Self.token("late"), for: Self.credentials("before"), at: Self.time))
        tokens.failed(.timeout, for: Self.credentials("before"), at: Self.time)
        #expect(tokens.field(for: Self.credentials(), at: Self.time) === first.field)
        #expect(tokens.schedule(of: Self.credentials("before")) == nil)
        #expect(tokens.schedule(of: Self.credentials())?.dueAt == Self.time + 80_000)
    }

    @Test func anotherBeginningForgetsTheTokenBefore() throws {
        let (tokens, _) = try Self.begun()
        _ = tokens.begin(Self.credentials("other"), at: Self.time)
        #expect(tokens.field(for: Self.credentials("other"), at: Self.time) == nil)
        #expect(tokens.schedule(of: Self.credentials("other"))?.isDue(at: Self.time) == true)
    }

    @Test func aTokenAfterTroubleIsToldOfOnce() throws {
        let (tokens, first) = try Self.begun()
        #expect(!tokens.fetched(first, for: Self.credentials(), at: Self.time))
        tokens.failed(.broken, for: Self.credentials(), at: Self.time)
        #expect(tokens.fetched(first, for: Self.credentials(), at: Self.time))
    }

    @Test func fetchesAndTokensAreCounted() throws {
        let (tokens, _) = try Self.begun()
        tokens.failed(.refused(status: 401, .invalidClient), for: Self.credentials(), at: Self.time)
        var page = MetricsText()
        tokens.append(to: &page, at: Self.time)
        #expect(page.text.contains(#"_fetches_total{upstream="legacy",result="ok"} 1"#))
        #expect(page.text.contains(#"_fetches_total{upstream="legacy",result="refused"} 1"#))
        #expect(page.text.contains(#"revgate_upstream_access_token_valid{upstream="legacy"} 1"#))
        var later = MetricsText()
        tokens.append(to: &later, at: Self.time + 100_000)
        #expect(later.text.contains(#"revgate_upstream_access_token_valid{upstream="legacy"} 0"#))
    }

    @Test(arguments: [
        (TokenFetchFailure.refused(status: 302, nil), "the token endpoint answered 302"),
        (.refused(status: 400, .invalidScope), "the token endpoint answered 400 invalid_scope"),
        (.notUnderstood(.tooLong), "the token endpoint is not understood: its reply is too long"),
    ])
    func failuresAreSaidInWords(failure: TokenFetchFailure, words: String) {
        #expect(failure.description == words)
    }
}
