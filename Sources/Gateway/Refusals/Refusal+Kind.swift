package import Dialects
package import Envelopes
package import HTTP1
package import Observability
package import Pooling
package import Revocation

/// What operators are told of each failure.
extension Refusal {
    package var kind: RefusalKind {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed, .traceNotAllowed, .documentMethodNotAllowed: .methodNotAllowed
        case .ambiguousPath: .ambiguousPath
        case .badCredential: .badCredential
        case .ambiguousCredential: .ambiguousCredential
        case .forbidden: .forbidden
        case .unsupportedMediaType: .unsupportedMediaType
        case .bodyTooLarge: .bodyTooLarge
        case .notOpened: .notOpened
        case .tooManyFailures: .tooManyFailures
        case .notParsed, .unsupportedHint: .notParsed
        case .invalidToken, .foreignToken: .invalidToken
        case .tooManyUnknown: .tooManyUnknown
        case .unsupportedSubject: .unsupportedSubject
        case .unavailable: .unavailable
        case .badGateway: .badGateway
        case .replyTooLarge: .replyTooLarge
        case .gatewayTimeout: .gatewayTimeout
        case .overloaded: .overloaded
        case .bodyTimeout: .bodyTimeout
        case .notSealed: .notSealed
        }
    }
}

extension RefusalCause {
    package init(_ failure: BodyOpenFailure) {
        self =
            switch failure {
            case .wrapper, .encoding: .openEncoding
            case .header, .length, .unwrap, .tag, .padding, .compression, .signature: .openCipher
            case .content: .openContent
            case .noUsableVersion: .openNoUsableVersion
            }
    }

    package init(_ failure: DialectParseFailure) {
        self =
            switch failure {
            case .malformed: .parseMalformed
            case .missingSubject: .parseMissingSubject
            case .wrongType: .parseWrongType
            case .emptySubject: .parseEmptySubject
            case .subjectTooLong: .parseSubjectTooLong
            case .severalSubjects: .parseSeveralSubjects
            case .unsupportedHint: .parseUnsupportedHint
            case .batchSize: .parseBatchSize
            }
    }

    package init(_ failure: UpstreamFailure) {
        self =
            switch failure {
            case .unsealable: .upstreamUnsealable
            case .noAccessToken: .upstreamNoAccessToken
            case .circuitOpen: .upstreamCircuitOpen
            case .queueFull: .upstreamQueueFull
            case .queueTimeout: .upstreamQueueTimeout
            case .unreachable: .upstreamUnreachable
            case .timeout: .upstreamTimeout
            case .broken: .upstreamBroken
            case .credentialRefused: .upstreamCredentialRefused
            case .notUnderstood: .upstreamNotUnderstood
            case .serverError: .upstreamServerError
            case .limited: .upstreamLimited
            }
    }

    package init(_ refusal: RequestRefusal) {
        self =
            switch refusal {
            case .emptyRequestLine, .requestLine, .requestLineMalformed: .requestLine
            case .versionMissing, .versionMalformed, .versionUnsupported: .version
            case .methodUnknown, .methodConnect: .method
            case .targetByte, .targetForm: .target
            case .field: .field
            case .framing: .framing
            case .hostMissing, .hostRepeated, .hostMalformed: .host
            case .expectationUnknown: .expectation
            case .chunk: .chunk
            case .dataAfterLastRequest: .dataAfterLastRequest
            }
    }
}

extension UpstreamFailure {
    package init(_ failure: PoolFailure) {
        self =
            switch failure {
            case .noAccessToken: .noAccessToken
            case .circuitOpen: .circuitOpen
            case .queueFull: .queueFull
            case .queueTimeout: .queueTimeout
            case .unreachable: .unreachable
            case .timeout: .timeout
            case .broken: .broken
            }
    }

    package init(_ event: UpstreamEvent) {
        self =
            switch event {
            case .credentialRefused: .credentialRefused
            case .notUnderstood: .notUnderstood
            case .serverError: .serverError
            case .limited: .limited
            case .notLearned, .expiryNotUnderstood: .notUnderstood
            }
    }
}

extension UpstreamResult {
    package init(_ failure: PoolFailure) {
        self =
            switch failure {
            case .noAccessToken: .noAccessToken
            case .circuitOpen: .circuitOpen
            case .queueFull: .queueFull
            case .queueTimeout: .queueTimeout
            case .unreachable: .unreachable
            case .timeout: .timeout
            case .broken: .broken
            }
    }

    package init(_ event: UpstreamEvent) {
        self =
            switch event {
            case .credentialRefused: .credentialRefused
            case .notUnderstood: .notUnderstood
            case .serverError: .serverError
            case .limited: .limited
            case .notLearned: .notLearned
            case .expiryNotUnderstood: .expiryNotUnderstood
            }
    }
}
