package import Dialects
package import Revocation

/// How long and how many answers of upstreams are kept.
package struct AnswerLimits: Equatable, Sendable {
    /// 0: none.
    package var count: Int
    /// Milliseconds.
    package var time: Int

    package init(count: Int, time: Int) {
        self.count = count
        self.time = time
    }
}

/// That tokens live, as upstreams said: bounded in number and time, and forgotten when a token is revoked. Pure; times of
/// the wall clock are passed in.
///
/// An answer that was under way while its token was revoked must not be kept. So a revocation leaves a mark, and each
/// question the number of marks that there were when it was asked: an answer counts only if its token has no later mark.
/// Marks are kept in order and bounded; once the oldest are dropped, answers to questions from before that are not kept
/// at all. No clock takes part in it.
package struct KeptAnswers: Sendable {
    /// Longer answers are not kept; bytes of their texts.
    static let maximumLength = 512
    private static let maximumMarks = 65_536

    private struct Entry {
        let token: ActiveToken
        let upstream: String
        let askedAt: Timestamp
        let until: Timestamp
        let number: UInt64
    }

    private var entries: [Fingerprint: Entry] = [:]
    /// In order of arrival; what stands there under another number was replaced.
    private var arrivals = Line<(fingerprint: Fingerprint, number: UInt64)>()
    private var numbers: UInt64 = 0
    /// The last mark of each token.
    private var marks: [Fingerprint: UInt64] = [:]
    private var markOrder = Line<(fingerprint: Fingerprint, mark: UInt64)>()
    /// Marks ever left.
    private var marked: UInt64 = 0
    /// The youngest mark that was dropped.
    private var dropped: UInt64 = 0

    package init() {}

    package var count: Int { self.entries.count }

    /// What is kept of a token; where the clock has gone back behind its question, nothing counts.
    package func answer(of token: Fingerprint, from upstream: String, at time: Timestamp) -> ActiveToken? {
        guard let entry = self.entries[token], entry.upstream == upstream, entry.askedAt <= time, time < entry.until
        else { return nil }
        return entry.token
    }

    /// To be given with the answer to a question that is asked now.
    package var stamp: UInt64 { self.marked }

    /// Keeps an answer until it is too old or its token expires.
    package mutating func keep(
        _ token: ActiveToken, of fingerprint: Fingerprint, from upstream: String, askedAt time: Timestamp,
        stamp: UInt64, _ limits: AnswerLimits
    ) {
        guard limits.count > 0, stamp >= self.dropped, self.marks[fingerprint].map({ $0 <= stamp }) ?? true,
            (token.type?.utf8.count ?? 0) + (token.client?.utf8.count ?? 0) <= Self.maximumLength
        else { return }
        var until = Timestamp(milliseconds: time.milliseconds + Int64(limits.time))
        if let expiry = token.expiry { until = min(until, expiry) }
        self.numbers += 1
        self.entries[fingerprint] = Entry(
            token: token, upstream: upstream, askedAt: time, until: until, number: self.numbers)
        self.arrivals.append((fingerprint, self.numbers))
        self.makeRoom(limits.count, at: time)
    }

    /// A token was revoked: what is kept of it goes, and what is under way is not kept.
    package mutating func revoked(_ token: Fingerprint) {
        self.entries[token] = nil
        self.marked += 1
        self.marks[token] = self.marked
        self.markOrder.append((token, self.marked))
        while self.markOrder.count > Self.maximumMarks, let (oldest, mark) = self.markOrder.removeFirst() {
            self.dropped = mark
            if self.marks[oldest] == mark { self.marks[oldest] = nil }
        }
    }

    /// All that is kept goes, and what is under way is not kept.
    package mutating func forget() {
        self.entries = [:]
        self.marked += 1
        self.dropped = self.marked
    }

    /// Lets go of what is too old, and then of the oldest.
    private mutating func makeRoom(_ count: Int, at time: Timestamp) {
        while let (fingerprint, number) = self.arrivals.first {
            if let entry = self.entries[fingerprint], entry.number == number {
                guard self.entries.count > count || self.arrivals.count > 2 * count || entry.until <= time else {
                    return
                }
                self.entries[fingerprint] = nil
            }
            _ = self.arrivals.removeFirst()
        }
    }
}

/// First in, first out.
private struct Line<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var start = 0

    var count: Int { self.elements.count - self.start }
    var first: Element? { self.start < self.elements.count ? self.elements[self.start] : nil }

    mutating func append(_ element: Element) { self.elements.append(element) }

    mutating func removeFirst() -> Element? {
        guard let first = self.first else { return nil }
        self.start += 1
        // Moved together when half of it is behind: once for as many as are moved.
        if self.start * 2 > self.elements.count {
            self.elements.removeFirst(self.start)
            self.start = 0
        }
        return first
    }
}
