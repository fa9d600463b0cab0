import Dialects
import Envelopes
import Testing

@testable import Gateway

@Suite struct SeveralProfilesTests {
    private static let gcm = CipherProfile.aes256GCM
    private static let cbc = CipherProfile.aes256CBC

    /// The profile that seals what a route replies to a body that did not open.
    private static func sealing(prefers: String?) throws -> String {
        let both = try Exchange(profile: Self.gcm, more: [Self.cbc], prefers: prefers)
        let refusal = both.walk(Array("AAAA".utf8))
        #expect(refusal.status == "400")
        let profiles: [CipherProfile] = [Self.gcm, Self.cbc]
        let opening = profiles.filter { (try? Exchange(profile: $0).open(refusal.body)) != nil }
        return opening.map(\.name).joined(separator: " ")
    }

    @Test func refusalsBeforeOpeningAreSealedAsTheConsumerPrefers() throws {
        #expect(try Self.sealing(prefers: nil) == "aes-256-gcm")
        #expect(try Self.sealing(prefers: "aes-256-cbc") == "aes-256-cbc")
        #expect(try Self.sealing(prefers: "aes-192-cbc") == "aes-256-gcm")
    }

    @Test(arguments: [CipherProfile.aes256GCM, .aes256CBC], [nil, "aes-256-gcm", "aes-256-cbc"])
    func replyIsSealedWithTheProfileThatOpened(profile: CipherProfile, prefers: String?) throws {
        let both = try Exchange(profile: Self.gcm, more: [Self.cbc], prefers: prefers)
        let alone = try Exchange(profile: profile)
        let reply = both.walk(try alone.seal(Exchange.reference))
        #expect(reply.status == "200")
        #expect(try alone.open(reply.body).contains("SUCCESS"))
    }

    @Test func oneProfileWithoutIntegrityLimitsFailures() throws {
        let both = try Exchange(profile: Self.gcm, more: [Self.cbc])
        for _ in 0..<20 { #expect(both.walk(Array("AAAA".utf8)).status == "400") }
        #expect(both.walk(Array("AAAA".utf8)).status == "429")
        let sound = try Exchange(profile: Self.gcm)
        for _ in 0..<30 { #expect(sound.walk(Array("AAAA".utf8)).status == "400") }
    }

    @Test func consumerWithoutAKeyForAnyProfileMayNotGoOn() throws {
        let both = try Exchange(profile: Self.gcm, more: [Self.cbc], key: .consumer, bodyKey: nil)
        #expect(both.walk(Array("AAAA".utf8)).status == "403")
    }

    @Test func preferredProfileStandsFirstAndTheOthersKeepTheirOrder() {
        let profiles = [Self.gcm, Self.cbc, CipherProfile.aes192CBC]
        let route = Route(
            name: "r", path: "/r", dialect: .tokenService,
            ciphers: profiles.map { Route.Cipher(profile: $0, key: .named("k")) }, allowsPlaintext: false,
            revoker: .embedded)
        #expect(route.order(preferred: nil) == [0, 1, 2])
        #expect(route.order(preferred: "aes-192-cbc") == [2, 0, 1])
        #expect(route.order(preferred: "aes-128-gcm") == [0, 1, 2])
    }
}
