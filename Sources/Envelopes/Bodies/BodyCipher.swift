package import Primitives

/// One named key under one profile, ready to open and seal bodies. Belongs to one event loop.
package final class BodyCipher {
    package let profile: CipherProfile
    private let versions: [VersionCipher]
    private let activeIndex: Int?
    private let random: RandomPool
    private var binary: [UInt8] = []

    /// - Parameter seals: the count of a version by its number, shared with other loops.
    package init(
        profile: CipherProfile, key: NamedKey, random: RandomPool, seals: (Int) -> SealCount
    ) throws(BodyCipherFailure) {
        var versions: [VersionCipher] = []
        for version in key.usable {
            guard let material = version.material else { continue }
            let contentKey: SecretBytes
            do throws(ContentKeyFailure) {
                contentKey = try profile.contentKey(from: material)
            } catch {
                throw .contentKey(key: key.name, version: version.number, error)
            }
            do throws(CipherSetupFailure) {
                versions.append(
                    try VersionCipher(
                        profile: profile, version: version.number, state: version.state, contentKey: contentKey,
                        seals: seals(version.number)))
            } catch {
                throw .setup(key: key.name, version: version.number)
            }
        }
        self.profile = profile
        self.versions = versions
        self.activeIndex = versions.firstIndex { $0.state == .active }
        self.random = random
    }

    /// Opens a body with the newest version that fits and appends its plaintext.
    ///
    /// Without integrity a wrong key may decipher to something: there, a version counts only if `isWellFormed` says
    /// yes to what it gave. - Returns: the version, for ``seal(_:with:into:)`` of the reply.
    package func open(
        _ body: Span<UInt8>, into plaintext: SecretBuffer, isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        guard !self.versions.isEmpty else { throw .noUsableVersion }
        self.binary.removeAll(keepingCapacity: true)
        do throws(EncodingFailure) {
            try self.profile.encoding.decode(body, into: &self.binary)
        } catch {
            throw .encoding
        }
        let binary = self.binary
        let start = plaintext.count
        var deciphered = false
        for (index, version) in self.versions.enumerated() where version.open(binary.span, into: plaintext) {
            deciphered = true
            if self.profile.isAuthenticated || isWellFormed(plaintext.bytes.extracting(start...)) {
                return BodyVersion(index: index, number: version.number)
            }
            plaintext.truncate(to: start)
        }
        throw deciphered ? .content : .cipher
    }

    /// The version that seals what answers no opened body.
    package var activeVersion: BodyVersion? {
        self.activeIndex.map { BodyVersion(index: $0, number: self.versions[$0].number) }
    }

    /// Appends the sealed and encoded body.
    package func seal(
        _ plaintext: Span<UInt8>, with version: BodyVersion, into body: inout [UInt8]
    ) throws(BodySealFailure) {
        self.binary.removeAll(keepingCapacity: true)
        try self.versions[version.index].seal(plaintext, random: self.random, into: &self.binary)
        let binary = self.binary
        self.profile.encoding.encode(binary.span, into: &body)
    }
}

/// Which version of a ``BodyCipher``'s key opened a body or is to seal one.
package struct BodyVersion: Equatable, Sendable {
    fileprivate let index: Int
    package let number: Int
}

/// Why a key cannot serve under a profile.
package enum BodyCipherFailure: Error, Equatable {
    case contentKey(key: String, version: Int, ContentKeyFailure)
    case setup(key: String, version: Int)
}

extension BodyCipherFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .contentKey(let key, let version, let failure): "key \"\(key)\" version \(version): \(failure)"
        case .setup(let key, let version): "key \"\(key)\" version \(version): libcrypto refused it"
        }
    }
}
