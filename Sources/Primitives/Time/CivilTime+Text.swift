extension CivilTime {
    /// `2026-01-31T12:00:00.123Z` (RFC 3339 § 5.6).
    package var rfc3339: String {
        let date = "\(Self.digits(self.year, 4))-\(Self.digits(self.month, 2))-\(Self.digits(self.day, 2))"
        return "\(date)T\(self.clock).\(Self.digits(self.millisecond, 3))Z"
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 § 5.6.7, IMF-fixdate).
    package var imfFixdate: String {
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(self.weekday)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = "\(Self.digits(self.day, 2)) \(months[Int(self.month) - 1]) \(Self.digits(self.year, 4))"
        return "\(weekday), \(date) \(self.clock) GMT"
    }

    /// Milliseconds since 1970 of an RFC 3339 date-time with any offset; nil for everything else.
    ///
    /// Digits of a fraction beyond milliseconds are dropped, nine are the most; a leap second is the second after it.
    package static func milliseconds(rfc3339 text: Span<UInt8>) -> Int64? {
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = self.number(text, 0..<4), let month = self.number(text, 5..<7),
            let day = self.number(text, 8..<10), let hour = self.number(text, 11..<13),
            let minute = self.number(text, 14..<16), let second = self.number(text, 17..<19),
            (1...12).contains(month), (1...self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var end = 19
        var fraction: Int64 = 0
        if text[end] == UInt8(ascii: ".") {
            end += 1
            while end < text.count, text[end] &- UInt8(ascii: "0") < 10 { end += 1 }
            guard (1...9).contains(end - 20), let first = self.number(text, 20..<min(end, 23)) else { return nil }
            fraction = end == 21 ? first * 100 : end == 22 ? first * 10 : first
        }
        guard let offset = self.offset(text.extracting(end...)) else { return nil }
        let time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        return self.milliseconds(year: year, month: month, day: day) + time - offset
    }

    package static func milliseconds(rfc3339 text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return self.milliseconds(rfc3339: bytes.span)
    }

    /// Milliseconds of `Z` or `+hh:mm`.
    private static func offset(_ text: Span<UInt8>) -> Int64? {
        if text.count == 1 { return text[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"), let hours = self.number(text, 1..<3),
            let minutes = self.number(text, 4..<6), hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (text[0] == UInt8(ascii: "-") ? -60_000 : 60_000)
    }

    /// The value of a range that holds decimal digits only.
    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        var result: Int64 = 0
        for index in range {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            result = result * 10 + Int64(digit)
        }
        return result
    }

    private var clock: String {
        [self.hour, self.minute, self.second].map { Self.digits($0, 2) }.joined(separator: ":")
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
