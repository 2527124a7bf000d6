/// Numbers in signature text, as C's conversions read them: that is how ClamAV does.
enum CNumber {
  /// The number at the start of a text, as `atoi` reads it: spaces, a sign, digits; 0 where there
  /// are none. What follows is not looked at. Held to the range of 32 bits as the C library does it.
  static func prefix(_ text: some Collection<UInt8>) -> Int32 {
    var rest = text[...]
    let isNegative = skipSign(&rest)
    var value: Int64 = 0
    while let digit = rest.first.flatMap(Ascii.digit) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(digit))
      if overflow || carry { return Int32(truncatingIfNeeded: isNegative ? Int64.min : Int64.max) }
      value = sum
      rest.removeFirst()
    }
    return Int32(truncatingIfNeeded: isNegative ? -value : value)
  }

  /// The number that a text is as a whole, as `strtoul` reads it with base 10: spaces and a sign may
  /// come first, a negative number counts down from 2^64, one too large is the largest, and the empty
  /// text is 0. `nil` where something else follows.
  static func unsigned(_ text: some Collection<UInt8>) -> UInt64? {
    if text.isEmpty { return 0 }
    var rest = text[...]
    let isNegative = skipSign(&rest)
    guard !rest.isEmpty else { return nil }
    var value: UInt64 = 0
    var isTooLarge = false
    for character in rest {
      guard let digit = Ascii.digit(character) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      isTooLarge = isTooLarge || overflow || carry
      value = sum
    }
    if isTooLarge { return .max }
    return isNegative ? 0 &- value : value
  }

  /// Skips what C skips before digits; whether the number is negative.
  private static func skipSign<Text: Collection<UInt8>>(_ text: inout Text) -> Bool
  where Text.SubSequence == Text {
    while let first = text.first, first == 0x20 || (0x09...0x0d).contains(first) {
      text.removeFirst()
    }
    guard let first = text.first, first == Ascii.plus || first == Ascii.hyphen else { return false }
    text.removeFirst()
    return first == Ascii.hyphen
  }
}
