import Envelopes
import Primitives

/// What `diagnose` found, for programs.
struct DiagnosisReport: Encodable {
    struct Profile: Encodable {
        let profile: String
        let source: String
        let fits: Bool
        let opened: Int
        let version: Int?
        let state: KeyState?
        let reading: KeyReading?
        let step: String?
        let explanation: String?
        let samples: [Sample]
    }

    struct Sample: Encodable {
        let sample: String
        let opened: Bool
        let step: String?
        let detail: String?
        let content: PlaintextKind?
        let plaintext: String?
    }

    let key: String
    let samples: Int
    let fits: [String]
    let advice: String?
    let profiles: [Profile]

    /// - Parameter showsPlaintext: of what is text.
    init(_ diagnoses: [ProfileDiagnosis], key: String, samples: Int, advice: String?, showsPlaintext: Bool) {
        self.key = key
        self.samples = samples
        self.fits = diagnoses.filter(\.fits).map(\.profile.name)
        self.advice = advice
        self.profiles = diagnoses.map { diagnosis in
            Profile(
                profile: diagnosis.profile.name, source: diagnosis.profile.source.rawValue, fits: diagnosis.fits,
                opened: diagnosis.opened, version: diagnosis.best?.version.number,
                state: diagnosis.best?.version.state, reading: diagnosis.best?.reading, step: diagnosis.step,
                explanation: diagnosis.words,
                samples: (diagnosis.best?.results ?? []).map { Sample($0, showsPlaintext: showsPlaintext) })
        }
    }
}

extension DiagnosisReport.Sample {
    init(_ result: SampleResult, showsPlaintext: Bool) {
        self.sample = result.sample
        self.opened = result.isOpened
        switch result.outcome {
        case .opened(let kind, let plaintext):
            self.step = nil
            self.detail = nil
            self.content = kind
            self.plaintext =
                showsPlaintext && kind.isText
                ? plaintext.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } : nil
        case .failed(let failure, let detail, _):
            self.step = failure.step
            self.detail = detail
            self.content = nil
            self.plaintext = nil
        }
    }
}
