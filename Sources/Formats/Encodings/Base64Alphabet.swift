/// What characters are worth in base64.
enum Base64Alphabet {
  /// Padding.
  static let padding: UInt8 = 64
  /// Spaces, tabs and line breaks.
  static let space: UInt8 = 65
  /// None of the alphabet's.
  static let other: UInt8 = 66

  /// By character: up to 63 what it is worth, else one of the above. Both alphabets at once: `-` and `_`
  /// are worth what `+` and `/` are.
  static let values: [UInt8] = {
    var values = [UInt8](repeating: other, count: 256)
    for letter in 0..<26 {
      values[0x41 + letter] = UInt8(letter)
      values[0x61 + letter] = UInt8(26 + letter)
    }
    for digit in 0..<10 { values[0x30 + digit] = UInt8(52 + digit) }
    values[0x2B] = 62
    values[0x2D] = 62
    values[0x2F] = 63
    values[0x5F] = 63
    values[0x3D] = padding
    for byte in [0x20, 0x09, 0x0D, 0x0A] { values[byte] = space }
    return values
  }()
}
