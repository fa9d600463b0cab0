package import Revocation

/// The commands' hand on the embedded ledger: works on the same file as a running gateway, which takes up every change
/// with its next group.
///
/// For one thread. What throws changed nothing, or is as a crash at that moment would have left it; the next call
/// opens the store anew.
package final class SQLiteTokenRegistry: TokenRegistry {
    package enum Access: Equatable, Sendable {
        /// A store that does not exist is empty, and is not created.
        case reading
        /// A store that does not exist is created.
        case writing
    }

    /// Unfolded subjects over which an import folds, if no gateway does.
    private static let foldLimit = 131_072
    /// Rows of the table looked at for one page of a list.
    private static let pageSize = 16_384
    /// Steps of folding between two chances for a gateway to start.
    private static let stepsUnderLock = 16

    private let path: String
    private let access: Access
    private let schema: Schema
    private var opened: (view: StoreView, work: BackgroundWork)?
    private var fold = Fold()

    package convenience init(
        path: String, identity: Fingerprint? = nil, access: Access
    ) throws(StoreFailure) {
        try self.init(path: path, access: access, schema: .current(identity: identity))
    }

    init(path: String, access: Access, schema: Schema) throws(StoreFailure) {
        var schema = schema
        schema.migrates = access == .writing
        self.path = path
        self.access = access
        self.schema = schema
        if access == .writing { try StoreFiles.prepare(path) }
        _ = try self.view()
    }

    package func importTokens(_ batch: [LearnedToken], at now: Timestamp) throws(StoreFailure) -> ImportReport {
        let report = try self.write { (view) throws(StoreFailure) in
            var report = ImportReport()
            for (place, token) in batch.enumerated() {
                switch try view.learn(token, at: now) {
                case .recorded(let keptOwner):
                    report.recorded += 1
                    if keptOwner { report.keptOwner += 1 }
                case .unchanged:
                    report.unchanged += 1
                case .refused(let refusal):
                    report.refusals[place] = refusal
                }
            }
            return report
        }
        try self.tidyUp(foldingDownTo: Self.foldLimit)
        return report
    }

    package func show(_ fingerprint: Fingerprint) throws(StoreFailure) -> SubjectStatus? {
        try self.view()?.status(of: fingerprint)
    }

    package func list(_ query: ListQuery, each: (SubjectStatus) -> Bool) throws(StoreFailure) {
        var query = query
        // The list is read page by page, so that a slow reader does not keep the log from starting over.
        while let page = try self.view()?.page(query, limit: Self.pageSize) {
            for subject in page.subjects { guard each(subject) else { return } }
            guard let next = page.next else { return }
            query.after = next
        }
    }

    package func revoke(
        _ subject: LearnedToken.Half, kind: SubjectKind, at now: Timestamp
    ) throws(StoreFailure) -> RevocationOutcome {
        try self.write { (view) throws(StoreFailure) in try view.revoke(subject, kind: kind, at: now) }
    }

    package func revokeAll(
        ownedBy consumer: String, issuedBefore: Timestamp?, at now: Timestamp
    ) throws(StoreFailure) -> Int {
        var query = ListQuery(owner: consumer, state: .known)
        var count = 0
        while let page = try self.view()?.page(query, limit: Self.pageSize) {
            for start in stride(from: 0, to: page.subjects.count, by: 4_096) {
                let batch = page.subjects[start..<min(start + 4_096, page.subjects.count)]
                count += try self.write { (view) throws(StoreFailure) in
                    try view.revoke(batch, ownedBy: consumer, issuedBefore: issuedBefore, at: now)
                }
            }
            try self.tidyUp(foldingDownTo: Self.foldLimit)
            guard let next = page.next else { break }
            query.after = next
        }
        return count
    }

    package func statistics() throws(StoreFailure) -> StoreStatistics {
        guard let view = try self.view() else {
            return StoreStatistics(foldedSubjects: 0, unfoldedSubjects: 0, unknownClaims: [:])
        }
        try view.catchUp()
        let claims = view.unknownClaims.all.map { (view.names.name(of: $0.consumer), $0.count) }
        return StoreStatistics(
            foldedSubjects: view.foldedSubjects, unfoldedSubjects: view.overlay.count,
            unknownClaims: Dictionary(claims) { first, _ in first })
    }

    /// Folds all there is, unless a gateway runs, which does so itself: for the end of a command that wrote much.
    package func foldIfAlone() throws(StoreFailure) {
        try self.view()?.catchUp()
        try self.tidyUp(foldingDownTo: 0)
    }
}

extension SQLiteTokenRegistry {
    /// Nil: there is no store to read.
    private func view() throws(StoreFailure) -> StoreView? {
        if let opened = self.opened { return opened.view }
        if self.access == .reading {
            guard StoreFiles.exists(self.path) else { return nil }
            try StoreFiles.check(self.path)
        }
        let connection = try StoreConnection(path: self.path, schema: self.schema)
        let view = try StoreView(connection, schema: self.schema)
        if self.access == .writing {
            // As a gateway does: what a crash left in the log is on the disk before anybody is told of it.
            try connection.checkpoint(.passive)
            try view.catchUp()
        }
        self.opened = (view, BackgroundWork(foldLimit: Self.foldLimit, pruneInterval: .max / 2, now: 0))
        return view
    }

    /// One transaction; durable on return.
    private func write<T>(_ body: (StoreView) throws(StoreFailure) -> T) throws(StoreFailure) -> T {
        guard self.access == .writing, let view = try self.view() else {
            preconditionFailure("write on a registry opened for reading: commands that write open it for writing")
        }
        do throws(StoreFailure) {
            try view.begin()
            let result = try body(view)
            try view.commit()
            return result
        } catch {
            view.connection.rollback()
            self.close()
            throw error
        }
    }

    private func close() {
        self.opened = nil
        self.fold = Fold()
    }

    private func tidyUp(foldingDownTo limit: Int) throws(StoreFailure) {
        guard let view = try self.view() else { return }
        do throws(StoreFailure) {
            try self.moveLog(of: view)
            while view.overlay.count > limit || self.fold.isUnderWay {
                guard let lock = try StoreLock.forFolding(of: self.path) else { return }
                var isMore = true
                for _ in 0..<Self.stepsUnderLock where isMore { isMore = try self.fold.step(on: view) }
                withExtendedLifetime(lock) {}
                try self.moveLog(of: view)
                if !isMore { return }
            }
        } catch {
            self.close()
            throw error
        }
    }

    private func moveLog(of view: StoreView) throws(StoreFailure) {
        let load = BackgroundWork.Load(pagesInLog: view.connection.pagesInLog)
        guard self.opened?.work.nextStep(load, now: 0) == .checkpoint else { return }
        try view.connection.checkpoint(.passive)
    }
}
