extension ByteWriter {
  /// The bytes of a date: `Sun, 06 Nov 1994 08:49:37 GMT`.
  public static let dateBytes = 29

  /// Appends a date as `Date` wants it (IMF-fixdate; RFC 9110, section 5.6.7).
  ///
  /// It costs a few divisions: format it once a second, not once an answer.
  ///
  /// - Parameter unixSeconds: seconds since 1970 in UTC, up to the end of the year 9999; others are
  ///   cut to that.
  @discardableResult
  public mutating func appendDate(unixSeconds: UInt64) -> Bool {
    let seconds = min(unixSeconds, 253_402_300_799)
    let days = seconds / 86_400
    let (year, month, day) = Self.civil(days)
    append(Self.weekday(days % 7))
    append(", ")
    appendPadded(day)
    append(Byte.space)
    append(Self.month(month))
    append(Byte.space)
    appendDecimal(year)
    append(Byte.space)
    appendPadded(seconds / 3_600 % 24)
    append(Byte.colon)
    appendPadded(seconds / 60 % 60)
    append(Byte.colon)
    appendPadded(seconds % 60)
    append(" GMT")
    return isWhole
  }

  private mutating func appendPadded(_ number: UInt64) {
    if number < 10 { append(Byte.zero) }
    appendDecimal(number)
  }

  /// Year, month (1 to 12) and day of the month of a day since 1970, in the Gregorian calendar.
  ///
  /// Years are counted from March, so that the leap day is the last of its year, in cycles of 400
  /// years of 146,097 days.
  private static func civil(_ days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
    // From 1 March of the year 0 to 1 January 1970.
    let shifted = days + 719_468
    let cycle = shifted / 146_097
    let dayOfCycle = shifted % 146_097
    let leapDays = dayOfCycle / 1_460 + dayOfCycle / 146_096 - dayOfCycle / 36_524
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    // Months from March have 31, 30, 31, 30, 31 days, and again: 153 in five.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfCycle + 400 * cycle + (month <= 2 ? 1 : 0)
    return (year, month, day)
  }

  /// The first of January 1970 was a Thursday.
  private static func weekday(_ day: UInt64) -> StaticString {
    switch day {
    case 0: "Thu"
    case 1: "Fri"
    case 2: "Sat"
    case 3: "Sun"
    case 4: "Mon"
    case 5: "Tue"
    default: "Wed"
    }
  }

  private static func month(_ month: UInt64) -> StaticString {
    switch month {
    case 1: "Jan"
    case 2: "Feb"
    case 3: "Mar"
    case 4: "Apr"
    case 5: "May"
    case 6: "Jun"
    case 7: "Jul"
    case 8: "Aug"
    case 9: "Sep"
    case 10: "Oct"
    case 11: "Nov"
    default: "Dec"
    }
  }
}
