import Testing

@testable import Primitives

@Suite struct CivilTimeTests {
    @Test(
        arguments: [
            (784_111_777_000, "1994-11-06T08:49:37.000Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400_001, "2000-02-29T00:00:00.001Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z", "Sun, 28 Feb 2100 23:59:59 GMT"),
            (1_700_000_000_123, "2023-11-14T22:13:20.123Z", "Tue, 14 Nov 2023 22:13:20 GMT"),
            (-1, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String, String)])
    func momentsAreWrittenAndReadAgain(milliseconds: Int64, rfc3339: String, imfFixdate: String) {
        let time = CivilTime(milliseconds: milliseconds)
        #expect(time.rfc3339 == rfc3339)
        #expect(time.imfFixdate == imfFixdate)
        #expect(CivilTime.milliseconds(rfc3339: rfc3339) == milliseconds)
    }

    @Test func daysOfFourCenturiesComeBack() {
        for day in stride(from: Int64(-60_000), to: 146_097, by: 97) {
            let milliseconds = day * 86_400_000 + day & 1023
            #expect(CivilTime.milliseconds(rfc3339: CivilTime(milliseconds: milliseconds).rfc3339) == milliseconds)
        }
    }

    @Test(
        arguments: [
            ("1985-04-12T23:20:50.52Z", 482_196_050_520), ("1996-12-19T16:39:57-08:00", 851_042_397_000),
            ("1990-12-31T23:59:60Z", 662_688_000_000), ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130),
            ("2026-01-31t12:00:00z", 1_769_860_800_000), ("2026-01-31 12:00:00.123456Z", 1_769_860_800_123),
        ] as [(String, Int64)])
    func formsOfRFC3339AreRead(text: String, milliseconds: Int64) {
        #expect(CivilTime.milliseconds(rfc3339: text) == milliseconds)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T12:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "26-01-01T00:00:00Z", " 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00.123", "2026-01-01T00:00:00.", "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01:0", "2026-01-01T00:00:00+01:60", "2026-01-01X00:00:00Z",
        "2026-01-01T00:00:00*01:00", "2026-01-01T00:00:00:", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:61Z", "２026-01-01T00:00:00Z",
    ])
    func whatIsNotRFC3339IsRefused(text: String) {
        #expect(CivilTime.milliseconds(rfc3339: text) == nil)
    }
}
