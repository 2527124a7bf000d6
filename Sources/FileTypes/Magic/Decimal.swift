/// Numbers, as the fields of signature files have them.
enum Decimal {
  /// The largest number told apart from larger ones: ClamAV's offsets have 32 bits.
  static let max = Int(UInt32.max)

  /// The value of digits alone, capped at ``max``; 0 where there are none, as in ClamAV.
  static func number(_ text: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in text {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), max)
    }
    return value
  }
}
