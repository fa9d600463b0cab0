import Envelopes
import Primitives

/// What one body did under one profile and one reading of a key.
struct SampleResult {
    enum Outcome {
        case opened(PlaintextKind, plaintext: SecretBytes)
        /// `detail` is the last step that the codec noted, `note` what its plaintext showed.
        case failed(BodyOpenFailure, detail: String?, note: String?)
    }

    let sample: String
    let outcome: Outcome

    var isOpened: Bool {
        if case .opened = self.outcome { true } else { false }
    }

    /// Whether it deciphered to text but for its first block.
    var isAllButBlock: Bool {
        if case .failed(_, _, note: .some) = self.outcome { true } else { false }
    }

    /// How far it got: the step that failed, in the order that opening takes them.
    var progress: Int {
        switch self.outcome {
        case .opened: .max
        case .failed(let failure, _, _): failure.progress
        }
    }
}

/// A body that was given as a sample.
struct Sample {
    let name: String
    let body: SecretBytes
}

extension BodyCipher {
    /// Opens a sample. Without integrity it counts as opened only if text comes out of it, some at least.
    func diagnose(_ sample: Sample, _ fields: EnvelopeFields, as role: MessageRole) -> SampleResult {
        let plaintext = SecretBuffer(capacity: sample.body.count)
        let trace = OpenTrace()
        var note: String?
        do throws(BodyOpenFailure) {
            _ = try self.open(
                sample.body.bytes, fields, as: role, answering: nil, into: plaintext, trace: trace,
                isWellFormed: { bytes in
                    let isText = bytes.count > 0 && PlaintextKind.isText(bytes)
                    if !isText { note = Self.noteOfIV(bytes) }
                    return isText
                })
        } catch {
            let detail = trace.lines.last { !$0.hasPrefix("version ") }
            return SampleResult(
                sample: sample.name, outcome: .failed(error, detail: detail, note: error == .content ? note : nil))
        }
        return SampleResult(
            sample: sample.name,
            outcome: .opened(PlaintextKind(plaintext.bytes), plaintext: SecretBytes(copying: plaintext.bytes)))
    }

    /// A wrong IV spoils the first block of CBC and nothing else.
    private static func noteOfIV(_ bytes: Span<UInt8>) -> String? {
        let block = 16
        guard bytes.count >= block + 8, PlaintextKind.isText(bytes.extracting(droppingFirst: block)) else { return nil }
        return "all but its first 16 bytes is text: the key fits, and the IV is another one"
    }
}
