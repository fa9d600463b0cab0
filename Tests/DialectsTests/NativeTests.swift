import Primitives
import Revocation
import Testing

@testable import Dialects

@Suite struct NativeTests {
    @Test(arguments: [
        (#"{"token":"a\u0022"}"#, SubjectKind.token, "a\"", TokenKind?.none),
        (#"{"reference":"r","token_type_hint":"session"}"#, .reference, "r", .session),
        (#"{"token":"t","token_type_hint":"refresh_token","x":[]}"#, .token, "t", .refreshToken),
        (#"{"token":"t","token_type_hint":null,"reference":null,"revocations":null}"#, .token, "t", nil),
        (#"{"token":"t","token_type_hint":"banana"}"#, .token, "t", nil),
    ])
    func oneSubjectIsRead(body: String, kind: SubjectKind, value: String, hint: TokenKind?) throws {
        let request = try Reading.one(body, .native)
        #expect(request.subject.kind == kind)
        #expect(Reading.text(of: request.subject) == value)
        #expect(request.hint == hint)
    }

    static let item = #"{"token":"t"}"#

    static let refused: [(String, DialectParseFailure)] = [
        ("", .malformed), ("{}", .missingSubject), (#"{"token":"a","reference":"b"}"#, .severalSubjects),
        (#"{"token":null}"#, .missingSubject), (#"{"token":""}"#, .emptySubject), ("[]", .malformed),
        (#"{"revocations":[]}"#, .batchSize), (#"{"revocations":{}}"#, .wrongType),
        (#"{"revocations":null}"#, .missingSubject), (#"{"revocations":["t"]}"#, .wrongType),
        (#"{"revocations":[{"token":"t"},{}]}"#, .missingSubject),
        (#"{"revocations":[{"token":"t"}],"token":"t"}"#, .severalSubjects),
        (#"{"revocations":[{"revocations":[{"token":"t"}]}]}"#, .malformed),
        (#"{"revocations":[{"token":"t","token":"u"}]}"#, .malformed),
        ("{\"revocations\":[\(Array(repeating: item, count: 1_001).joined(separator: ","))]}", .batchSize),
    ]

    @Test(arguments: refused)
    func whatIsNoRequestIsNamed(body: String, failure: DialectParseFailure) {
        #expect(throws: failure) { try Dialect.native.parse(Array(body.utf8).span, .ignore) }
    }

    @Test(arguments: [1, 2, 1_000])
    func aBatchIsReadInItsOrder(count: Int) throws {
        let items = (0..<count).map { $0 % 2 == 0 ? "{\"token\":\"t\($0)\"}" : " { \"reference\" : \"r\($0)\" } " }
        let body = "{\"revocations\": [\(items.joined(separator: ","))] }"
        guard case .batch(let requests) = try Dialect.native.parse(Array(body.utf8).span, .ignore) else {
            Issue.record("no batch")
            return
        }
        #expect(
            requests.map { Reading.text(of: $0.subject) }
                == (0..<count).map { $0 % 2 == 0 ? "t\($0)" : "r\($0)" })
        #expect(requests.map(\.subject.kind) == (0..<count).map { $0 % 2 == 0 ? .token : .reference })
    }

    @Test func repliesSayWhatBecameOfEach() throws {
        let subject = try Reading.one(Self.item, .native).subject
        let time = Timestamp(milliseconds: 1_600_000_000_123)
        let items: [BatchItem] = [
            .revoked(RevokedReply(subject: subject, state: .revoked, at: time)),
            .revoked(RevokedReply(subject: subject, state: .alreadyRevoked, at: time)),
            .revoked(RevokedReply(subject: subject, state: .unknown, at: nil)),
            .refused(DialectRefusal(reason: .unavailable, status: 503, phrase: "Try Again Later")),
        ]
        let expected =
            #"{"revocations":[{"status":"revoked","revoked_at":"2020-09-13T12:26:40.123Z"},"#
            + #"{"status":"already-revoked","revoked_at":"2020-09-13T12:26:40.123Z"},{"status":"already-revoked"},"#
            + #"{"error":"temporarily_unavailable","error_description":"Try Again Later"}]}"#
        #expect(Reading.text { Dialect.native.renderBatch(items, $0) } == expected)
    }
}
