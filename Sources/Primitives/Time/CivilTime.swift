/// A moment of the proleptic Gregorian calendar in UTC, to the millisecond: what timestamps are read and written as.
///
/// Days are counted by Howard Hinnant's civil_from_days and days_from_civil ("chrono-Compatible Low-Level Date
/// Algorithms"), in whole numbers, so that every millisecond survives.
package struct CivilTime: Equatable, Sendable {
    package let year: Int64
    /// 1 to 12.
    package let month: Int64
    /// 1 to 31.
    package let day: Int64
    package let hour: Int64
    package let minute: Int64
    package let second: Int64
    package let millisecond: Int64
    /// 0 is Sunday.
    package let weekday: Int64

    /// From milliseconds since 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        let dayNumber = Self.floorDivide(milliseconds, 86_400_000)
        let inDay = milliseconds - dayNumber * 86_400_000
        let shifted = dayNumber + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        self.hour = inDay / 3_600_000
        self.minute = inDay / 60_000 % 60
        self.second = inDay / 1000 % 60
        self.millisecond = inDay % 1000
        self.weekday = dayNumber + 4 - Self.floorDivide(dayNumber + 4, 7) * 7
    }

    /// Milliseconds since 1970 of a day's beginning.
    static func milliseconds(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = self.floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era * 146_097 + dayOfEra - 719_468) * 86_400_000
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((-number + divisor - 1) / divisor)
    }
}
