import FormText
import Testing

/// The slow reading of `ReferenceForm` as the second opinion: the same forms are accepted, with the same values.
struct DifferentialTests {
    private static let names: FormNames = ["n0", "n1", "n2", "é3"]
    private static let keys = ["n0", "n1", "n2", "é3"]

    @Test func generatedFormsMeanTheSame() {
        var values = 0
        for seed in 0..<4_000 as Range<UInt64> {
            let form = GeneratedForm(seed: seed).text
            #expect(ReferenceForm(form) != nil, "\(String(decoding: form, as: UTF8.self))")
            if let texts = Self.compare(form).texts { values += texts.count { $0 != nil } }
        }
        #expect(values > 2_000)
    }

    @Test func damagedFormsAreAcceptedOrRefusedAlike() {
        var counts: [FormFault: Int] = [:]
        var accepted = 0
        for seed in 0..<15_000 as Range<UInt64> {
            let form = GeneratedForm(seed: seed % 3_000).damaged(seed: seed)
            let found = Self.compare(form)
            if found.texts != nil { accepted += 1 }
            if let fault = found.fault { counts[fault, default: 0] += 1 }
        }
        #expect(accepted > 1_000)
        for fault in FormFault.allCases { #expect(counts[fault, default: 0] > 50, "\(fault)") }
    }

    /// Bytes on both sides of each that has a meaning, at every place of the eight that are looked at together.
    @Test func neighboursDoNotHideEachOther() {
        let telling = Array("!\"$%&'*+,<=>0~".utf8) + [0x00, 0x1F, 0x20, 0x7F, 0x80, 0xA9, 0xC3, 0xFF]
        for place in 0..<9 {
            for first in telling {
                for second in telling {
                    var form = Array("n0=xxxxxxxxxxxxxxxxxxxx".utf8)
                    form[3 + place] = first
                    form[4 + place] = second
                    _ = Self.compare(form)
                }
            }
        }
    }

    private static func compare(_ form: [UInt8]) -> (texts: [String?]?, fault: FormFault?) {
        let text = "\(String(decoding: form, as: UTF8.self))"
        let reference = ReferenceForm(form)
        do throws(FormFailure) {
            let texts = try Reading(form, self.names).texts
            #expect(texts == reference?.values(of: self.keys), "\(text)")
            return (texts, nil)
        } catch {
            #expect(form.indices.contains(error.offset), "\(text)")
            if error.fault == .duplicateName {
                #expect(reference == nil || reference?.values(of: self.keys) == nil, "\(text)")
            } else {
                #expect(reference == nil, "\(error.fault): \(text)")
            }
            return (nil, error.fault)
        }
    }
}
