import Revocation

/// The tables of the embedded ledger, version by version. A version that was released is never edited.
struct Schema: Sendable {
    /// "Rvgt": told apart from any other SQLite file (`PRAGMA application_id`).
    static let applicationIdentifier: Int64 = 0x5276_6774

    /// What leads from one version to the next, in the same transaction.
    struct Migration: Sendable, ExpressibleByStringLiteral {
        let statements: String
        /// What statements cannot say; after them.
        let finish: (@Sendable (StoreConnection) throws(StoreFailure) -> Void)?

        init(statements: String, finish: @escaping @Sendable (StoreConnection) throws(StoreFailure) -> Void) {
            self.statements = statements
            self.finish = finish
        }

        init(stringLiteral statements: String) {
            self.statements = statements
            self.finish = nil
        }
    }

    /// From each version to the next; the first leads from an empty file to version 1.
    let migrations: [Migration]
    /// Names the key that subjects are named and sealed under; nil where that is not to be checked.
    var identity: Fingerprint?
    /// Who only reads leaves an older file as it is: every version is read alike.
    var migrates = true

    init(migrations: [Migration], identity: Fingerprint? = nil) {
        self.migrations = migrations
        self.identity = identity
    }

    var version: Int { self.migrations.count }

    static var current: Schema { Self.current(identity: nil) }

    static func current(identity: Fingerprint?) -> Schema {
        Schema(
            migrations: [
                Migration(stringLiteral: Self.version1),
                Migration(statements: Self.version2, finish: GrantMigration.addUnfolded),
            ], identity: identity)
    }

    /// Grants get rows of their own (kind 3). What the table knows of a grant's tokens is said here, and what the journal
    /// knows in ``GrantMigration``. An older build would take such a row for damage: the version keeps it out.
    private static let version2 = """
        INSERT INTO subject (fingerprint, kind, recorded_at, expires_at, sealed)
            SELECT grant_fingerprint, 3, min(recorded_at),
                CASE WHEN count(expires_at) < count(*) THEN 9223372036854775807 ELSE max(expires_at) END, x''
            FROM subject WHERE grant_fingerprint IS NOT NULL GROUP BY grant_fingerprint;
        """

    /// - `journal`: one row a group of calls; `entries` is a ``JournalRow``. Rows up to `folded_through` are spent.
    /// - `subject`: one row a subject or grant, keyed by fingerprint; `kind` is a ``RecordKind``. Times are milliseconds since 1970. An empty `revoked_by` is
    ///   the operator. `claims`: ``ClaimList``. `sealed`: the value under the store's key.
    /// - `counter`: exact counts over `subject` without grants, kept in the transactions that change it.
    /// - `prune`: the time of day at which the last pass that forgets began (``PruneClock``).
    /// - `identity`: ``identity`` of the key that the store began with.
    /// - `probe`: what is written to prove that the store takes writes again.
    private static let version1 = """
        CREATE TABLE journal (seq INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        CREATE TABLE subject (
            fingerprint BLOB PRIMARY KEY NOT NULL,
            kind INTEGER NOT NULL,
            recorded_at INTEGER,
            pair BLOB,
            owner TEXT,
            token_kind INTEGER,
            grant_fingerprint BLOB,
            expires_at INTEGER,
            revoked_at INTEGER,
            revoked_by TEXT,
            claims BLOB,
            sealed BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX subject_owner ON subject (owner) WHERE owner IS NOT NULL;
        CREATE INDEX subject_grant ON subject (grant_fingerprint) WHERE grant_fingerprint IS NOT NULL;
        CREATE TABLE fold (id INTEGER PRIMARY KEY CHECK (id = 1), folded_through INTEGER NOT NULL);
        INSERT INTO fold VALUES (1, 0);
        CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE prune (id INTEGER PRIMARY KEY CHECK (id = 1), passed_at INTEGER NOT NULL);
        CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), mark BLOB NOT NULL);
        CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), ballast BLOB NOT NULL);
        """
}
