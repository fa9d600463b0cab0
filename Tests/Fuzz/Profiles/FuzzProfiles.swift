@testable import Envelopes

/// Whatever fields a profile is written with, reading ends in a profile that can be told of, or in failures that name what
/// was written.
///
/// An input is lines of `field: value`; a value is a list in `[…]`, a mapping in `{…}`, else a text.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzProfiles(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    var fields: [ProfileField] = []
    var base: ProfileDefinition?
    for line in text.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
        guard parts.count == 2 else { continue }
        if parts[0] == "like" {
            base = ProfileDefinition.builtIn(named: parts[1])
        } else {
            fields.append(ProfileField(name: parts[0], value: value(parts[1])))
        }
    }
    let definition = ProfileDefinition(name: "fuzzed", fields: fields, like: base)
    do throws(ProfileFailures) {
        check(try CipherProfile(name: "fuzzed", fields: definition.fields))
    } catch {
        precondition(!error.list.isEmpty, "refused for nothing")
        for failure in error.list {
            precondition(!failure.message.isEmpty, "refused without words")
            if let field = failure.field {
                precondition(definition.fields.contains { $0.name == field }, "\(field) is not written")
            }
        }
    }
    return 0
}

private func check(_ profile: CipherProfile) {
    precondition(profile.isAuthenticated == !profile.weaknesses.contains(.notAuthenticated), "graded twice")
    precondition(profile.weaknesses.isEmpty == (profile.grade == "authenticated"), "a grade that is none")
    for role in [MessageRole.request, .reply] {
        precondition(
            !profile.isJSON(as: role) || "\(profile.contentType(of: role))" == "application/json",
            "JSON under another type")
    }
    precondition(Set(profile.keyNames).count == profile.keyNames.count, "a key is named twice")
    precondition(profile.keyNames.allSatisfy(KeyName.isValid), "a key's name that is none")
    precondition(profile.fieldNames.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0x0A) }, "a header that is none")
    guard case .symmetric(let format) = profile.format else { return }
    precondition(
        format.ivLength == 0 || format.algorithm.ivLengths.contains(format.ivLength), "an IV of another length")
    if case .fixed(.bytes(let bytes)) = format.iv {
        precondition(bytes.count == format.ivLength, "an IV that does not fit")
    }
    precondition(
        !format.keyDerivation.isPBKDF2 || format.iterations > 0 && format.salt != nil, "nothing to derive with")
}

private func value(_ text: String) -> ProfileValue {
    if text.hasPrefix("["), text.hasSuffix("]") {
        return .list(text.dropFirst().dropLast().split(separator: ",").map(\.trimmed))
    }
    guard text.hasPrefix("{"), text.hasSuffix("}") else { return .text(text) }
    return .mapping(
        text.dropFirst().dropLast().split(separator: ",").map { pair in
            let parts = pair.split(separator: ":", maxSplits: 1).map(\.trimmed)
            return EnvelopeConstant(name: parts.first ?? "", value: parts.count > 1 ? parts[1] : "")
        })
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
