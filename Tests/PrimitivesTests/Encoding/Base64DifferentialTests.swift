import Foundation
import Primitives
import TestSupport
import Testing

/// Foundation as the second opinion.
struct Base64DifferentialTests {
    @Test func writesWhatFoundationWrites() throws {
        var random = SeededRandom(seed: 10)
        for index in 0..<3_000 {
            let bytes = random.bytes(index % 260)
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes, alphabet: .standard, padded: true) == text)
            #expect(try Base64.decode(text) == bytes)
            let urlText = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64.encode(bytes, alphabet: .url, padded: false) == urlText)
            #expect(try Base64.decode(urlText, alphabet: .url) == bytes)
        }
    }

    @Test func readsMIMELinesAsJavaWritesThem() throws {
        var random = SeededRandom(seed: 11)
        for count in 0..<400 {
            let bytes = random.bytes(count)
            let options: Data.Base64EncodingOptions = [
                .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
            ]
            #expect(try Base64.decode(Data(bytes).base64EncodedString(options: options)) == bytes)
        }
    }

    /// What we read Foundation reads the same. It is laxer in two things only: it lets stray bits at the end pass, and
    /// padding of the wrong length or in the wrong place.
    @Test func agreesWithFoundationOnDamagedText() {
        var random = SeededRandom(seed: 12)
        let replacements = Array("AZaz09+/=-_ \n*".utf8)
        var accepted = 0
        var refused = 0
        for index in 0..<20_000 {
            let bytes = random.bytes(index % 40)
            var text = Array(Data(bytes).base64EncodedString().utf8)
            for _ in 0..<Int.random(in: 1...2, using: &random) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[place] = replacements.randomElement(using: &random) ?? 0
                case 1: text.remove(at: place)
                default: text.insert(replacements.randomElement(using: &random) ?? 0, at: place)
                }
            }
            let damaged = String(decoding: text, as: UTF8.self)
            let theirs = Self.foundation(text)
            do throws(EncodingFailure) {
                let ours = try Base64.decode(damaged)
                #expect(theirs == ours, "\(damaged)")
                accepted += 1
            } catch {
                switch error {
                case .foreignByte, .endsEarly: #expect(theirs == nil, "\(damaged)")
                case .strayBits, .wrongPadding: refused += 1
                }
            }
        }
        #expect(accepted > 1_000 && refused > 1_000)
    }

    /// Foundation's answer to the text without line breaks and with its padding, where there was none, made up.
    private static func foundation(_ text: [UInt8]) -> [UInt8]? {
        var text = text.filter { $0 != 10 && $0 != 13 }
        if !text.contains(UInt8(ascii: "=")) {
            text += [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        }
        return Data(base64Encoded: Data(text)).map { Array($0) }
    }
}
