package import Primitives

/// One named key under one profile, ready to open and seal bodies. Belongs to one event loop.
package final class BodyCipher {
    package let profile: CipherProfile
    private let versions: [VersionCipher]
    private let activeIndex: Int?
    private let random: RandomPool
    private var encoding: BodyEncoding {
        if case .symmetric(let format) = self.profile.format { format.encoding } else { .base64 }
    }
    private var binary: [UInt8] = []

    /// - Parameter seals: the count of a key's version by its number, shared with other loops.
    package init(
        profile: CipherProfile, keys: CipherKeys, random: RandomPool, seals: (NamedKey, Int) -> SealCount
    ) throws(BodyCipherFailure) {
        let key = keys.main
        var versions: [VersionCipher] = []
        for version in key.usable {
            guard case .octets(let material)? = version.material, case .symmetric(let format) = profile.format else {
                continue
            }
            let contentKey: SecretBytes
            do throws(ContentKeyFailure) {
                contentKey = try format.contentKey(from: material)
            } catch {
                throw .contentKey(key: key.name, version: version.number, error)
            }
            do throws(CipherSetupFailure) {
                versions.append(
                    try VersionCipher(
                        format: format, version: version.number, state: version.state, contentKey: contentKey,
                        seals: seals(key, version.number)))
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
    ///
    /// - Parameters:
    ///   - fields: of the message, those of ``CipherProfile/fieldNames``.
    ///   - request: what ``seal(_:_:with:into:fields:trace:)`` gave of the request that a reply answers.
    package func open(
        _ body: Span<UInt8>, _ fields: EnvelopeFields = EnvelopeFields(), as role: MessageRole = .request,
        answering request: BodyVersion? = nil, into plaintext: SecretBuffer, trace: OpenTrace? = nil,
        isWellFormed: (Span<UInt8>) -> Bool
    ) throws(BodyOpenFailure) -> BodyVersion {
        guard !self.versions.isEmpty else { throw .noUsableVersion }
        self.binary.removeAll(keepingCapacity: true)
        do throws(EncodingFailure) {
            try self.encoding.decode(body, into: &self.binary)
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
        throw deciphered ? .content : self.profile.isAuthenticated ? .tag : .padding
    }

    /// The version that seals what answers no opened body.
    package var activeVersion: BodyVersion? {
        self.activeIndex.map { BodyVersion(index: $0, number: self.versions[$0].number) }
    }

    /// Appends the sealed body, wrapper and all, and adds the header fields that belong to it.
    ///
    /// - Parameter version: what opened the request, or ``activeVersion``.
    /// - Returns: for ``open(_:_:as:answering:into:trace:isWellFormed:)`` of the reply to what was sealed.
    @discardableResult
    package func seal(
        _ plaintext: Span<UInt8>, as role: MessageRole, with version: BodyVersion, into body: inout [UInt8],
        fields: inout EnvelopeFields, trace: OpenTrace? = nil
    ) throws(BodySealFailure) -> BodyVersion {
        self.binary.removeAll(keepingCapacity: true)
        try self.versions[version.index].seal(plaintext, random: self.random, into: &self.binary)
        let binary = self.binary
        self.encoding.encode(binary.span, into: &body)
        return version
    }

    /// The same cipher for another thread; set where the profile is costly, and then nothing else here is to be called
    /// on an event loop.
    package let costly: CostlyCipher? = nil
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
