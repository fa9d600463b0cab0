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
    /// Digits of a fraction beyond milliseconds are dropped; a leap second is the second after it.
    package static func milliseconds(rfc3339 text: String) -> Int64? {
        let pattern =
            #/([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))/#
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3),
            let hour = Int64(match.4), let minute = Int64(match.5), let second = Int64(match.6),
            (1...12).contains(month), (1...self.days(in: month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        let fraction = match.7.map { Int64(($0 + "000").prefix(3)) ?? 0 } ?? 0
        let offsetHours = Int64(match.9 ?? "0") ?? 0
        let offsetMinutes = Int64(match.10 ?? "0") ?? 0
        guard offsetHours < 24, offsetMinutes < 60 else { return nil }
        let offset = (offsetHours * 60 + offsetMinutes) * (match.8 == "-" ? -60_000 : 60_000)
        let time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
        return self.milliseconds(year: year, month: month, day: day) + time - offset
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
