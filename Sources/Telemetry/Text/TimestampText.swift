/// The text of a time in RFC 3339 form, `2026-01-31T23:59:59.123Z`, made anew once a second.
///
/// The worker's clock moves in milliseconds, so between two seconds only three digits change.
@safe struct TimestampText {
  static let length = 24

  private var cachedSecond: UInt64 = .max
  private var text = InlineArray<24, UInt8>(repeating: 0)

  /// The text of `wallNanoseconds` since 1970. Years past 9999 read as the end of 9999.
  mutating func bytes(wallNanoseconds: UInt64) -> InlineArray<24, UInt8> {
    let second = min(wallNanoseconds / 1_000_000_000, 253_402_300_799)
    if second != cachedSecond {
      write(CivilTime(unixSeconds: second))
      cachedSecond = second
    }
    write(Int(wallNanoseconds / 1_000_000 % 1_000), digits: 3, at: 20)
    return text
  }

  private mutating func write(_ time: CivilTime) {
    write(time.year, digits: 4, at: 0)
    text[4] = UInt8(ascii: "-")
    write(time.month, digits: 2, at: 5)
    text[7] = UInt8(ascii: "-")
    write(time.day, digits: 2, at: 8)
    text[10] = UInt8(ascii: "T")
    write(time.hour, digits: 2, at: 11)
    text[13] = UInt8(ascii: ":")
    write(time.minute, digits: 2, at: 14)
    text[16] = UInt8(ascii: ":")
    write(time.second, digits: 2, at: 17)
    text[19] = UInt8(ascii: ".")
    text[23] = UInt8(ascii: "Z")
  }

  private mutating func write(_ number: Int, digits: Int, at start: Int) {
    var rest = number
    for index in (start..<start + digits).reversed() {
      text[index] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
  }
}
