import Telemetry
import Testing

@Suite struct CivilTimeTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z", 4),
      (68_169_600, "1972-02-29T00:00:00Z", 2),
      (951_782_399, "2000-02-28T23:59:59Z", 1),
      (951_782_400, "2000-02-29T00:00:00Z", 2),
      (951_868_800, "2000-03-01T00:00:00Z", 3),
      (1_000_000_000, "2001-09-09T01:46:40Z", 0),
      (1_709_251_199, "2024-02-29T23:59:59Z", 4),
      (1_709_251_200, "2024-03-01T00:00:00Z", 5),
      (1_735_689_599, "2024-12-31T23:59:59Z", 2),
      (4_107_542_399, "2100-02-28T23:59:59Z", 0),
      (4_107_542_400, "2100-03-01T00:00:00Z", 1),
      (253_402_300_799, "9999-12-31T23:59:59Z", 5),
    ] as [(UInt64, String, Int)])
  func knownTimesReadAsTheCalendarSays(seconds: UInt64, text: String, weekday: Int) {
    let time = CivilTime(unixSeconds: seconds)
    func pad(_ number: Int, _ digits: Int) -> String {
      String(repeating: "0", count: digits - "\(number)".count) + "\(number)"
    }
    let date = "\(pad(time.year, 4))-\(pad(time.month, 2))-\(pad(time.day, 2))"
    #expect("\(date)T\(pad(time.hour, 2)):\(pad(time.minute, 2)):\(pad(time.second, 2))Z" == text)
    #expect(time.weekday == weekday)
  }

  @Test func everyDayFollowsTheOneBefore() {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var (year, month, day) = (1970, 1, 1)
    for number in 0..<(200 * 366) {
      let time = CivilTime(unixSeconds: UInt64(number) * 86_400 + 86_399)
      guard time.year == year, time.month == month, time.day == day else {
        Issue.record("day \(number): \(time), expected \(year)-\(month)-\(day)")
        return
      }
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      day += 1
      if day > lengths[month - 1] + (month == 2 && isLeap ? 1 : 0) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }
}
