/// A moment in UTC as a calendar says it, worked out without the C library's locale and zone.
///
/// The proleptic Gregorian calendar from 1970 on, every day of 86,400 seconds, as POSIX counts.
public struct CivilTime: Equatable, Sendable {
  /// The year, from 1970.
  public let year: Int
  /// The month, 1…12.
  public let month: Int
  /// The day of the month, 1…31.
  public let day: Int
  /// The hour, 0…23.
  public let hour: Int
  /// The minute, 0…59.
  public let minute: Int
  /// The second, 0…59: POSIX time has no leap seconds.
  public let second: Int
  /// The day of the week, 0 (Sunday)…6.
  public let weekday: Int

  /// The moment `unixSeconds` after 1970-01-01T00:00:00Z.
  public init(unixSeconds: UInt64) {
    let days = Int(unixSeconds / 86_400)
    let rest = Int(unixSeconds % 86_400)
    hour = rest / 3_600
    minute = rest / 60 % 60
    second = rest % 60
    weekday = (days + 4) % 7  // 1970-01-01 was a Thursday.

    // Years begin in March here, so that the leap day is the last of its year, and are counted in
    // eras of 400 years, which are all of 146,097 days. Day 0 is 0000-03-01.
    let day0 = days + 719_468
    let era = day0 / 146_097
    let dayOfEra = day0 % 146_097
    let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Months of 31, 30, 31, 30, 31 days repeat every 153 days from March on.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  }
}
