import Envelopes
import Primitives

/// How the samples fared under one profile, with the version and reading of the key that got farthest.
struct ProfileDiagnosis {
    struct Attempt {
        let version: KeyVersion
        let reading: KeyReading
        let results: [SampleResult]

        var opened: Int { self.results.count(where: \.isOpened) }

        /// The first of those that did not open and got farthest.
        var failed: SampleResult? {
            self.results.filter { !$0.isOpened }.max { $0.progress < $1.progress }
        }

        /// Whether it says something of the key, and not of the body alone: a sample opened, or all but a block of one.
        var isTelling: Bool { self.opened > 0 || self.results.contains { $0.isAllButBlock } }

        /// More samples opened, then farther. Another reading of the key than the stored one counts only if it tells.
        func isBetter(than other: Attempt) -> Bool { other.rank.lexicographicallyPrecedes(self.rank) }

        private var rank: [Int] {
            [self.opened, self.isTelling ? 1 : 0, self.reading == .asStored ? 1 : 0, self.failed?.progress ?? 0]
        }
    }

    let profile: CipherProfile
    /// nil where no version of the key makes a cipher of this profile.
    private(set) var best: Attempt?
    /// Why no version makes one: the reason of the first.
    private(set) var keyFault: String?

    private init(_ profile: CipherProfile) {
        self.profile = profile
    }

    var fits: Bool { self.best.map { $0.opened == $0.results.count } ?? false }

    var opened: Int { self.best?.opened ?? 0 }

    /// For sorting: what fits first, then what got farthest.
    var rank: [Int] { [self.opened, self.best.map { ($0.failed?.progress ?? 0) + 1 } ?? 0] }

    /// The step that failed, in one word; nil where all samples fit.
    var step: String? {
        guard let best = self.best else { return "key" }
        guard case .failed(let failure, _, _)? = best.failed?.outcome else { return nil }
        return failure.step
    }

    /// What that means, in plain words.
    var words: String? {
        guard let best = self.best else { return self.keyFault }
        guard let failed = best.failed, case .failed(let failure, let detail, let note) = failed.outcome else {
            return nil
        }
        let words = note ?? failure.words(self.profile, found: detail)
        return best.results.count > 1 && best.opened > 0 ? "\(failed.sample): \(words)" : words
    }
}

extension ProfileDiagnosis {
    /// Everything that samples are tried with.
    struct Bench {
        let candidates: [KeyCandidate]
        /// The keys beside the one in question.
        let others: NamedCipherKeys
        let directory: KeyDirectory
        let samples: [Sample]
        let fields: EnvelopeFields
        let role: MessageRole
    }

    /// Tries a profile with every candidate and keeps the best attempt, the earliest of equals.
    init(_ profile: CipherProfile, on bench: Bench) {
        self.init(profile)
        if bench.role == .reply {
            switch profile.replyKey {
            case .session:
                self.keyFault =
                    "replies are sealed under the content key of their request: see revgate open --answering"
                return
            case .clear:
                self.keyFault = "replies are not sealed"
                return
            case .same, .responseKey: break
            }
        }
        for candidate in bench.candidates {
            guard let cipher = self.cipher(candidate, bench) else { continue }
            let attempt = Attempt(
                version: candidate.version, reading: candidate.reading,
                results: bench.samples.map { cipher.diagnose($0, bench.fields, as: bench.role) })
            if self.best.map({ attempt.isBetter(than: $0) }) ?? true { self.best = attempt }
            if self.fits { return }
        }
        if let best = self.best, !best.isTelling, best.reading != .asStored { self.best = nil }
    }

    private mutating func cipher(_ candidate: KeyCandidate, _ bench: Bench) -> BodyCipher? {
        if let kind = candidate.key.kind, !self.profile.takes(kind) {
            self.keyFault =
                "the key is \(kind), and the profile wants "
                + self.profile.keyDemands.map(\.description).joined(separator: " or ")
            return nil
        }
        do {
            var keys = try bench.others.load(for: self.profile, from: bench.directory)
            keys.main = candidate.key
            // What opens a reply is the reader's own key.
            if bench.role == .reply, self.profile.replyKey == .responseKey { keys.response = candidate.key }
            return try BodyCipher(
                profile: self.profile, keys: keys, random: RandomPool(),
                seals: { _, _ in SealCount(startingAt: 0) })
        } catch {
            self.keyFault = self.keyFault ?? String(describing: error)
            return nil
        }
    }
}
