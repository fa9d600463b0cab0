import Primitives
import Revocation
import Testing

@testable import Dialects

@Suite struct IntrospectionTests {
    private func text(of token: ActiveToken?) -> String {
        guard case .introspection(let render) = Dialect.introspection.operation else { return "" }
        return Reading.text { render(token, $0) }
    }

    @Test func aTokenThatDoesNotLiveIsTheSameForEveryReason() {
        #expect(self.text(of: nil) == #"{"active":false}"#)
    }

    @Test(arguments: [
        (ActiveToken(expiresAt: nil, type: nil, client: nil), #"{"active":true}"#),
        (
            ActiveToken(expiresAt: 1_999_999_999, type: "access_token", client: "web"),
            #"{"active":true,"exp":1999999999,"token_type":"access_token","client_id":"web"}"#
        ),
        (ActiveToken(expiresAt: nil, type: nil, client: "a\"b"), #"{"active":true,"client_id":"a\"b"}"#),
    ])
    func whatIsNotKnownIsLeftOut(token: ActiveToken, text: String) {
        #expect(self.text(of: token) == text)
    }

    @Test(arguments: [
        ("token=a%2Bb+c", "a+b c", TokenKind?.none), ("token=t&token_type_hint=refresh_token", "t", .refreshToken),
        ("token_type_hint=banana&token=t&x=y", "t", nil),
    ])
    func requestsAreForms(body: String, token: String, hint: TokenKind?) throws {
        let request = try Reading.one(body, .introspection)
        #expect(request.subject.kind == .token)
        #expect(Reading.text(of: request.subject) == token)
        #expect(request.hint == hint)
    }

    @Test(arguments: [
        ("", DialectParseFailure.missingSubject), ("token=", .missingSubject), ("token=a&token=b", .malformed),
        ("token_type_hint=access_token", .missingSubject), ("token=%zz", .malformed),
    ])
    func whatIsNoRequestIsNamed(body: String, failure: DialectParseFailure) {
        #expect(throws: failure) { try Reading.one(body, .introspection) }
    }

    @Test func anOddHintIsRefusedWhereItCounts() {
        #expect(throws: DialectParseFailure.unsupportedHint) {
            try Reading.one("token=t&token_type_hint=banana", .introspection, .strict)
        }
    }
}
