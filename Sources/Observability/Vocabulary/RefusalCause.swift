/// The precise reason behind a refusal, for operators only: callers are told a ``RefusalKind`` at most.
package enum RefusalCause: Int, CaseIterable, Sendable {
    // A body that did not open
    case openEncoding
    case openCipher
    case openContent
    case openNoUsableVersion

    // A body that is no request of its dialect
    case parseMalformed
    case parseMissingSubject
    case parseWrongType
    case parseEmptySubject
    case parseSubjectTooLong
    case parseSeveralSubjects
    case parseUnsupportedHint
    case parseBatchSize

    // What the authority for the token said
    case tokenUnknown
    case tokenOwnedByAnother

    // A revoker that did not carry the call out
    case ledgerUnavailable
    case revokerTimeout
    case upstreamUnsealable
    case upstreamNoAccessToken
    case upstreamCircuitOpen
    case upstreamQueueFull
    case upstreamQueueTimeout
    case upstreamUnreachable
    case upstreamTimeout
    case upstreamBroken
    case upstreamCredentialRefused
    case upstreamNotUnderstood
    case upstreamServerError
    case upstreamLimited
    case upstreamNotLearned

    // Bytes that are no request
    case requestLine
    case version
    case method
    case target
    case field
    case framing
    case host
    case expectation
    case chunk
    case dataAfterLastRequest

    // Who went away before the reply was complete
    case callerGone

    package var word: StaticString {
        switch self {
        case .openEncoding: "open-encoding"
        case .openCipher: "open-cipher"
        case .openContent: "open-content"
        case .openNoUsableVersion: "open-no-usable-version"
        case .parseMalformed: "parse-malformed"
        case .parseMissingSubject: "parse-missing-subject"
        case .parseWrongType: "parse-wrong-type"
        case .parseEmptySubject: "parse-empty-subject"
        case .parseSubjectTooLong: "parse-subject-too-long"
        case .parseSeveralSubjects: "parse-several-subjects"
        case .parseUnsupportedHint: "parse-unsupported-hint"
        case .parseBatchSize: "parse-batch-size"
        case .tokenUnknown: "token-unknown"
        case .tokenOwnedByAnother: "token-owned-by-another"
        case .ledgerUnavailable: "ledger-unavailable"
        case .revokerTimeout: "revoker-timeout"
        case .upstreamUnsealable: "upstream-unsealable"
        case .upstreamNoAccessToken: "upstream-no-access-token"
        case .upstreamCircuitOpen: "upstream-circuit-open"
        case .upstreamQueueFull: "upstream-queue-full"
        case .upstreamQueueTimeout: "upstream-queue-timeout"
        case .upstreamUnreachable: "upstream-unreachable"
        case .upstreamTimeout: "upstream-timeout"
        case .upstreamBroken: "upstream-broken"
        case .upstreamCredentialRefused: "upstream-credential-refused"
        case .upstreamNotUnderstood: "upstream-not-understood"
        case .upstreamServerError: "upstream-server-error"
        case .upstreamLimited: "upstream-limited"
        case .upstreamNotLearned: "upstream-not-learned"
        case .requestLine: "request-line"
        case .version: "version"
        case .method: "method"
        case .target: "target"
        case .field: "field"
        case .framing: "framing"
        case .host: "host"
        case .expectation: "expectation"
        case .chunk: "chunk"
        case .dataAfterLastRequest: "data-after-last-request"
        case .callerGone: "caller-gone"
        }
    }
}
