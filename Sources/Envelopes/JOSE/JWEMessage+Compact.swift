import Primitives

extension JWEMessage {
    /// RFC 7516 § 7.1: five parts in base64url, with dots between them.
    init(compact text: Span<UInt8>, trace: OpenTrace?) throws(BodyOpenFailure) {
        guard let dots = JOSEText.dots(4, in: text) else {
            trace?.note("not a compact JWE: it has not five parts with dots between them")
            throw .encoding
        }
        let protected = text.extracting(..<dots[0])
        guard let encryptedKey = JOSEText.decode(text.extracting((dots[0] + 1)..<dots[1])),
            let iv = JOSEText.decode(text.extracting((dots[1] + 1)..<dots[2])),
            let ciphertext = JOSEText.decode(text.extracting((dots[2] + 1)..<dots[3])),
            let tag = JOSEText.decode(text.extracting((dots[3] + 1)...))
        else {
            trace?.note("a part of the compact JWE is not base64url without padding")
            throw .encoding
        }
        do throws(JOSEFault) {
            let header = try JOSEHeader(protected: JOSEHeader.protected(protected))
            self.init(
                protectedText: JOSEText.copy(protected), associatedText: nil,
                recipients: [Recipient(header: header, encryptedKey: encryptedKey)], iv: iv, ciphertext: ciphertext,
                tag: tag)
        } catch {
            trace?.note("the protected header: \(error.words)")
            throw .header
        }
    }
}

extension JOSEText {
    /// The places of the dots in a text that has exactly this many.
    static func dots(_ count: Int, in text: Span<UInt8>) -> [Int]? {
        var dots: [Int] = []
        for index in text.indices where text[index] == UInt8(ascii: ".") {
            guard dots.count < count else { return nil }
            dots.append(index)
        }
        return dots.count == count ? dots : nil
    }

    static func copy(_ text: Span<UInt8>) -> [UInt8] {
        text.withUnsafeBytes { Array($0) }
    }
}

extension JOSEFault {
    /// For operators.
    var words: String {
        switch self {
        case .notObject:
            "not one JSON object of at most \(JOSELimits.depth) levels and \(JOSELimits.members) members "
                + "whose names are unique"
        case .notText(let name): "\"\(name)\" is not a text of characters that it may have"
        case .notInteger(let name): "\"\(name)\" is not an integer"
        case .notList(let name): "\"\(name)\" is not a list of what belongs there"
        case .notEncoded(let name): "\"\(name)\" is not base64url without padding, or not as long as it must be"
        case .notAllowed(let name): "\"\(name)\" is missing, or not what the profile allows"
        }
    }
}
