import Envelopes
import Primitives

/// How one consumer's bodies may be sealed on a route: what it prefers first, then the order of the configuration.
/// Belongs to one event loop.
final class RouteBodies {
    let candidates: [BodyCandidate]
    /// Seals what answers no opened body: the first that can; nil: that travels in the clear. One whose replies have the
    /// content key of the request cannot, and where replies are clear these are as well.
    let sealing: ReplySealing?
    /// Whether no candidate deciphers what was changed: failures to open the others are limited.
    let isCiphertextProtected: Bool
    /// Whether one of them is too slow for the loop. Then all of them are tried on another thread: what is tried where
    /// would tell by its time which of them a body fits.
    let leavesLoop: Bool
    /// Header fields that are part of their envelopes, in lower case.
    let fieldNames: [[UInt8]]

    init(_ candidates: [BodyCandidate]) {
        self.candidates = candidates
        let first = candidates.first { $0.cipher.profile.replyKey != .session }
        self.sealing = first.flatMap(\.unasked)
        self.isCiphertextProtected = candidates.allSatisfy(\.cipher.profile.isCiphertextProtected)
        self.leavesLoop = candidates.contains { $0.cipher.profile.isCostly }
        self.fieldNames = EnvelopeFields.names(of: candidates.map(\.cipher.profile))
    }

    /// Appends the plaintext of the first candidate that fits.
    ///
    /// - Parameter plaintext: empty.
    /// - Throws: of the candidates' failures the one that came furthest.
    func open(
        _ body: Span<UInt8>, _ fields: EnvelopeFields, into plaintext: SecretBuffer,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> ReplySealing {
        var furthest: BodyOpenFailure?
        for candidate in self.candidates {
            do throws(BodyOpenFailure) {
                let version = try candidate.cipher.open(
                    body, fields, as: .request, into: plaintext, isWellFormed: isWellFormed)
                return ReplySealing(candidate: candidate, version: version)
            } catch {
                plaintext.wipe()
                furthest = error.further(than: furthest)
            }
        }
        throw furthest ?? .noUsableVersion
    }
}

/// One profile with its keys on one event loop.
final class BodyCandidate {
    let cipher: BodyCipher
    /// Among the ciphers of its route.
    let place: Int
    /// The same for other threads; nil where no cipher of the place leaves the loop.
    let threads: ThreadCipher?
    let replyType: StaticString
    let repliesInTheClear: Bool
    /// What seals on another thread; nil: it seals on the loop.
    let sealsElsewhere: ThreadCipher?

    init(_ cipher: BodyCipher, place: Int, threads: ThreadCipher?) {
        self.cipher = cipher
        self.place = place
        self.threads = threads
        let profile = cipher.profile
        self.replyType = profile.contentType(of: .reply)
        self.repliesInTheClear = profile.replyKey == .clear
        self.sealsElsewhere = profile.isCostly ? threads : nil
    }

    /// How it seals a reply to what was not opened.
    var unasked: ReplySealing? {
        guard !self.repliesInTheClear else { return nil }
        return self.cipher.activeVersion.map { ReplySealing(candidate: self, version: $0) }
    }
}

/// What seals a reply: the profile and version that opened its request.
struct ReplySealing {
    let candidate: BodyCandidate
    let version: BodyVersion
}

extension BodyOpenFailure {
    func further(than other: BodyOpenFailure?) -> BodyOpenFailure {
        guard let other, other.progress >= self.progress else { return self }
        return other
    }
}

extension EnvelopeFields {
    /// The header fields of profiles, in lower case.
    static func names(of profiles: [CipherProfile]) -> [[UInt8]] {
        Set(profiles.flatMap(\.fieldNames).map { $0.lowercased() }).sorted().map { Array($0.utf8) }
    }
}
