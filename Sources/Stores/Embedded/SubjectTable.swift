import Revocation

/// The folded table: one row a subject or grant, read and written by prepared statements of one connection.
final class SubjectTable {
    /// A row with its key and its sealed value.
    struct Row {
        let fingerprint: Fingerprint
        let record: SubjectRecord
        let sealedValue: [UInt8]
    }

    private static let columns = """
        fingerprint, kind, recorded_at, pair, owner, token_kind, grant_fingerprint, expires_at, revoked_at, revoked_by,
        claims
        """

    private let path: String
    private let selectStatement: PreparedStatement
    private let sealedStatement: PreparedStatement
    private let insertStatement: PreparedStatement
    private let updateStatement: PreparedStatement
    private let deleteStatement: PreparedStatement
    private let pageStatement: PreparedStatement
    private let ownerPageStatement: PreparedStatement
    private let keyStatement: PreparedStatement

    init(_ connection: StoreConnection) throws(StoreFailure) {
        self.path = connection.path
        self.selectStatement = try connection.prepare(
            "SELECT \(Self.columns) FROM subject WHERE fingerprint = ?1", operation: "read a subject")
        self.sealedStatement = try connection.prepare(
            "SELECT sealed FROM subject WHERE fingerprint = ?1", operation: "read a subject's value")
        self.insertStatement = try connection.prepare(
            """
            INSERT INTO subject (\(Self.columns), sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """, operation: "write a subject")
        self.updateStatement = try connection.prepare(
            """
            UPDATE subject SET kind = ?2, recorded_at = ?3, pair = ?4, owner = ?5, token_kind = ?6,
                grant_fingerprint = ?7, expires_at = ?8, revoked_at = ?9, revoked_by = ?10, claims = ?11
            WHERE fingerprint = ?1
            """, operation: "change a subject")
        self.deleteStatement = try connection.prepare(
            "DELETE FROM subject WHERE fingerprint = ?1", operation: "forget a subject")
        self.pageStatement = try connection.prepare(
            "SELECT \(Self.columns), sealed FROM subject WHERE fingerprint > ?1 ORDER BY fingerprint LIMIT ?2",
            operation: "list subjects")
        self.ownerPageStatement = try connection.prepare(
            """
            SELECT \(Self.columns), sealed FROM subject WHERE owner = ?3 AND fingerprint > ?1
            ORDER BY fingerprint LIMIT ?2
            """, operation: "list a consumer's subjects")
        self.keyStatement = try connection.prepare(
            "SELECT fingerprint FROM subject WHERE fingerprint > ?1 ORDER BY fingerprint LIMIT ?2",
            operation: "list fingerprints")
    }

    func record(_ fingerprint: Fingerprint, names: inout ConsumerNames) throws(StoreFailure) -> SubjectRecord? {
        let statement = self.selectStatement
        statement.bind(1, fingerprint)
        defer { statement.reset() }
        guard try statement.step() else { return nil }
        return try self.record(in: statement, names: &names)
    }

    /// Empty for a subject that is not folded.
    func sealedValue(_ fingerprint: Fingerprint) throws(StoreFailure) -> [UInt8] {
        self.sealedStatement.bind(1, fingerprint)
        defer { self.sealedStatement.reset() }
        return try self.sealedStatement.step() ? Array(self.sealedStatement.blob(0)) : []
    }

    func insert(
        _ fingerprint: Fingerprint, _ record: SubjectRecord, sealedValue: [UInt8], names: borrowing ConsumerNames
    ) throws(StoreFailure) {
        self.bind(fingerprint, record, to: self.insertStatement, names)
        self.insertStatement.bind(12, bytes: sealedValue)
        try self.insertStatement.run()
    }

    /// Writes all but the sealed value, which never changes.
    func update(
        _ fingerprint: Fingerprint, _ record: SubjectRecord, names: borrowing ConsumerNames
    ) throws(StoreFailure) {
        self.bind(fingerprint, record, to: self.updateStatement, names)
        try self.updateStatement.run()
    }

    func delete(_ fingerprint: Fingerprint) throws(StoreFailure) {
        self.deleteStatement.bind(1, fingerprint)
        try self.deleteStatement.run()
    }

    /// Up to `limit` rows behind a fingerprint, in order.
    func page(
        after cursor: Fingerprint?, owner: String? = nil, limit: Int, names: inout ConsumerNames
    ) throws(StoreFailure) -> [Row] {
        let statement = owner == nil ? self.pageStatement : self.ownerPageStatement
        self.bind(cursor, limit, to: statement)
        if let owner { statement.bind(3, text: owner) }
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() {
            guard let fingerprint = statement.fingerprint(0) else { throw self.damage("fingerprint") }
            let record = try self.record(in: statement, names: &names)
            rows.append(Row(fingerprint: fingerprint, record: record, sealedValue: Array(statement.blob(11))))
        }
        return rows
    }

    /// Calls `each` with up to `limit` fingerprints behind one, in order; returns the last.
    func fingerprints(
        after cursor: Fingerprint?, limit: Int, each: (Fingerprint) -> Void
    ) throws(StoreFailure) -> (count: Int, last: Fingerprint?) {
        self.bind(cursor, limit, to: self.keyStatement)
        defer { self.keyStatement.reset() }
        var count = 0
        var last = cursor
        while try self.keyStatement.step() {
            guard let fingerprint = self.keyStatement.fingerprint(0) else { throw self.damage("fingerprint") }
            each(fingerprint)
            last = fingerprint
            count += 1
        }
        return (count, last)
    }
}

// Between records and columns.
extension SubjectTable {
    private func bind(_ cursor: Fingerprint?, _ limit: Int, to statement: PreparedStatement) {
        if let cursor {
            statement.bind(1, cursor)
        } else {
            statement.bind(1, bytes: [])
        }
        statement.bind(2, Int64(limit))
    }

    private func bind(
        _ fingerprint: Fingerprint, _ record: SubjectRecord, to statement: PreparedStatement,
        _ names: borrowing ConsumerNames
    ) {
        let facts = record.facts
        statement.bind(1, fingerprint)
        statement.bind(2, Int64(record.kind.rawValue))
        statement.bind(3, facts?.recordedAt.milliseconds)
        statement.bind(4, facts?.pair)
        statement.bind(5, text: facts?.owner.map(names.name(of:)))
        statement.bind(6, facts?.kind.map { Int64($0.rawValue) })
        statement.bind(7, facts?.grant)
        statement.bind(8, facts?.expiresAt?.milliseconds)
        statement.bind(9, record.revocation?.at.milliseconds)
        statement.bind(10, text: record.revocation.map { names.name(of: $0.by) })
        let claims = record.claims
        if claims.isEmpty {
            statement.bind(11, nil as Int64?)
        } else {
            statement.bind(11, bytes: ClaimList.encode(claims, names: names))
        }
    }

    private func record(
        in statement: PreparedStatement, names: inout ConsumerNames
    ) throws(StoreFailure) -> SubjectRecord {
        guard let kind = RecordKind(rawValue: UInt8(truncatingIfNeeded: statement.integer(1))) else {
            throw self.damage("kind")
        }
        guard let claims = ClaimList.decode(statement.blob(10), names: &names) else { throw self.damage("claims") }
        var facts: TokenFacts?
        if let recordedAt = statement.optionalInteger(2) {
            facts = TokenFacts(
                pair: statement.fingerprint(3),
                owner: statement.isNull(4) ? nil : names.number(for: statement.text(4)),
                kind: statement.optionalInteger(5).flatMap { TokenKind(rawValue: UInt8(truncatingIfNeeded: $0)) },
                grant: statement.fingerprint(6),
                expiresAt: statement.optionalInteger(7).map(Timestamp.init(milliseconds:)),
                recordedAt: Timestamp(milliseconds: recordedAt))
        }
        var revocation: Claim?
        if let at = statement.optionalInteger(8) {
            revocation = Claim(at: Timestamp(milliseconds: at), by: names.number(for: statement.text(9)))
        }
        return SubjectRecord(kind: kind, facts: facts, revocation: revocation, claims: claims)
    }

    private func damage(_ column: String) -> StoreFailure {
        .damaged(path: self.path, what: "a subject's \(column)")
    }
}
