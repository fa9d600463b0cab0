/// The value of a `Date` field (RFC 9110 § 5.6.7, IMF-fixdate), made once a second.
package struct DateField: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var second: Int64 = -1

    package init() {}

    /// Makes the value anew when the second has changed.
    package mutating func update(milliseconds: Int64) {
        let second = milliseconds / 1000
        guard second != self.second else { return }
        self.second = second
        self.bytes = Array(Self.text(second).utf8)
    }

    private static func text(_ second: Int64) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = second / 86_400
        let (year, month, dayOfMonth) = self.date(day)
        let time = [second / 3600 % 24, second / 60 % 60, second % 60].map(self.twoDigits).joined(separator: ":")
        return "\(days[Int(day % 7)]), \(self.twoDigits(dayOfMonth)) \(months[Int(month) - 1]) \(year) \(time) GMT"
    }

    /// Civil date of a day since 1970-01-01 (Howard Hinnant, chrono-compatible date algorithms, civil_from_days).
    private static func date(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
