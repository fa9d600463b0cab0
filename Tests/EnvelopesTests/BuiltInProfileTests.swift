import Testing

@testable import Envelopes

@Suite struct BuiltInProfileTests {
    /// A built-in profile with what it needs added as its examples say.
    static func completed(_ definition: ProfileDefinition) throws(ProfileFailures) -> CipherProfile {
        let needed = definition.needs.map { ProfileField(name: $0.field, value: $0.example) }
        let whole = ProfileDefinition(name: "my-\(definition.name)", fields: needed, like: definition)
        return try CipherProfile(name: whole.name, fields: whole.fields)
    }

    @Test(arguments: ProfileDefinition.builtIn.map(\.name))
    func eachCanBeUsed(name: String) throws {
        let definition = try #require(ProfileDefinition.builtIn(named: name))
        #expect(KeyName.isValid(name))
        #expect(!definition.note.isEmpty)
        let profile = try Self.completed(definition)
        #expect(profile.source == .configuration)
        // Nothing is said to be needed that is not.
        for need in definition.needs {
            let written = definition.fields.contains { $0.name == need.field }
            #expect(!written, "\(need.field)")
        }
    }

    @Test func namesAreTakenOnce() {
        let names = ProfileDefinition.builtIn.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(CipherProfile.builtIn.map(\.name).allSatisfy(names.contains))
    }

    @Test func incompleteOnesSayWhatTheyNeed() throws {
        let why = try #require(ProfileDefinition.builtIn(named: "paywize-v1")?.incompleteness)
        #expect(why.contains("like: paywize-v1, iv-value: key:partner-iv"))
        #expect(ProfileDefinition.builtIn(named: "paywize-v2")?.incompleteness == nil)
        #expect(!CipherProfile.builtIn.contains { $0.name == "paywize-v1" })
    }

    @Test func fieldsOfOneAreTakenOverAndTakenAway() throws {
        let base = try #require(ProfileDefinition.builtIn(named: "dgft-ebrc"))
        let own: [ProfileField] = [
            ProfileField(name: "key-wrap", value: "none"), ProfileField(name: "wrapped-key", value: "none"),
            ProfileField(name: "session-key", value: "none"), ProfileField(name: "reply-key", value: "none"),
            ProfileField(name: "encoding", value: "hex"),
        ]
        let profile = try CipherProfile(
            name: "p", fields: ProfileDefinition(name: "p", fields: own, like: base).fields)
        #expect(profile.sessionKey == nil)
        #expect(profile.replyKey == .same)
        #expect(profile.wrapper == .json("data"))
        guard case .symmetric(let format) = profile.format else { throw CipherProfileTests.NotSymmetric() }
        #expect(format.encoding == .hex)
        #expect(format.salt == .prefix(length: 32))
    }

    @Test func weakOnesAreGradedAsTheSurveySays() throws {
        func grade(_ name: String) throws -> String {
            try Self.completed(try #require(ProfileDefinition.builtIn(named: name))).grade
        }
        #expect(try grade("paywize-v2") == "authenticated")
        #expect(try grade("enkash") == "not authenticated, ECB")
        #expect(try grade("flutterwave-v3") == "not authenticated, ECB, 3DES, clear replies")
        #expect(try grade("hdfc") == "authenticated, PKCS #1 v1.5")
        #expect(try grade("icici-composite") == "not authenticated, PKCS #1 v1.5")
        #expect(try grade("ssg-wsg") == "not authenticated, fixed IV")
        #expect(try grade("banamex") == "authenticated, fixed IV")
        #expect(try grade("mastercard-jwe") == "authenticated")
        #expect(try grade("mastercard-fle") == "not authenticated")
    }

    @Test func valuesAreWrittenSoThatTheyCanBeReadAgain() {
        #expect(ProfileValue.text("json:/data/sealed").yaml == "json:/data/sealed")
        #expect(ProfileValue.text("@").yaml == "\"@\"")
        #expect(ProfileValue.text("a: b").yaml == "\"a: b\"")
        #expect(ProfileValue.text("").yaml == "\"\"")
        #expect(ProfileValue.text("q\"\\\u{1}").yaml == "\"q\\\"\\\\\\x01\"")
        #expect((["RS256", "PS256"] as ProfileValue).yaml == "[RS256, PS256]")
        #expect((["merchId": "1"] as ProfileValue).yaml == "{merchId: \"1\"}")
        var literal = EnvelopeConstant(name: "respCode", value: "2000")
        literal.isLiteral = true
        #expect(ProfileValue.mapping([literal]).yaml == "{respCode: 2000}")
    }
}
