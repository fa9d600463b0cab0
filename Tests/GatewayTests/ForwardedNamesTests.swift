import Testing

@testable import Gateway

@Suite struct ForwardedNamesTests {
    @Test(arguments: ["accept-language", "X-API-TOKEN", "X-ACCOUNT-NUMBER", "X-Consumers", "tracestate", "x-forward"])
    func namesOfTheCallersOwnPass(name: String) {
        let passes = ForwardedNames.mayPass(Array(name.utf8).span)
        #expect(passes)
    }

    @Test(arguments: [
        "X-Forwarded-User", "x-forwarded-proto", "X-Consumer-Custom-ID", "X-Credential-Identifier", "X-Real-IP",
        "X_API_KEY", "x-forwarded_for", "_",
    ])
    func namesThatClaimToComeFromAProxyDoNot(name: String) {
        let passes = ForwardedNames.mayPass(Array(name.utf8).span)
        #expect(!passes)
    }
}
