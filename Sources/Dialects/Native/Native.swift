import JSONText
import Primitives
import Revocation

extension Dialect {
    /// The gateway's own: JSON with a token or a reference in, or a batch of them; what became of each out
    /// (contract.md).
    package static let native = Dialect(
        name: .native, bodies: .json, contentTypes: ["application/json"],
        habits: DialectPolicy(unknownToken: .error, hint: .ignore),
        parse: Native.parse, operation: .revocation(render: Native.renderRevoked, renderBatch: Native.renderBatch),
        status: Native.status, renderRefusal: Native.renderRefusal, describe: Native.describe)
}

enum Native {
    private static let names: JSONNames = ["token", "reference", "token_type_hint", "revocations"]

    @Sendable
    static func parse(_ body: Span<UInt8>, _ rule: HintRule) throws(DialectParseFailure) -> DialectRequest {
        let members: JSONMembers
        do throws(JSONFailure) {
            members = try JSONMembers(of: body, self.names)
        } catch {
            throw .malformed
        }
        guard let list = members.value(3) else { return .one(try self.request(members, of: body, rule)) }
        guard members.value(0) == nil, members.value(1) == nil, members.value(2) == nil else { throw .severalSubjects }
        guard list.kind == .array else { throw .wrongType }
        return .batch(try self.batch(list, of: body, rule))
    }

    private static func batch(
        _ list: JSONValue, of body: Span<UInt8>, _ rule: HintRule
    ) throws(DialectParseFailure) -> [SubjectRequest] {
        var requests: [SubjectRequest] = []
        var elements = JSONElements(of: list, in: body)
        while let element = elements.next() {
            guard requests.count < DialectRequest.batchLimit else { throw .batchSize }
            guard element.kind == .object else { throw .wrongType }
            let members: JSONMembers
            do throws(JSONFailure) {
                members = try JSONMembers(of: element, in: body, self.names)
            } catch {
                throw .malformed
            }
            guard members.value(3) == nil else { throw .malformed }
            requests.append(try self.request(members, of: body, rule))
        }
        guard !requests.isEmpty else { throw .batchSize }
        return requests
    }

    private static func request(
        _ members: JSONMembers, of body: Span<UInt8>, _ rule: HintRule
    ) throws(DialectParseFailure) -> SubjectRequest {
        let kind: SubjectKind
        let value: JSONValue
        switch (members.value(0), members.value(1)) {
        case (nil, nil): throw .missingSubject
        case (.some, .some): throw .severalSubjects
        case (let token?, nil): (kind, value) = (.token, token)
        case (nil, let reference?): (kind, value) = (.reference, reference)
        }
        let subject = try value.withString(of: body) { (text) throws(DialectParseFailure) in
            try SubjectValue.read(text)
        }
        var hint: TokenKind?
        if let written = members.value(2) {
            hint = try written.withString(of: body) { (text) throws(DialectParseFailure) in
                ReplyCode.spells(text, TokenKind.session.hint) ? .session : try TokenKind.read(text, rule)
            }
        }
        return SubjectRequest(subject: Subject(kind: kind, value: subject), hint: hint)
    }
}

extension JSONMembers {
    /// `null` counts as left out: many libraries write unset members so.
    fileprivate func value(_ index: Int) -> JSONValue? {
        self[index].flatMap { $0.kind == .null ? nil : $0 }
    }
}
