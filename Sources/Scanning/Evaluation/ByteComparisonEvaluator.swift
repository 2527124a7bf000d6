internal import Signatures

/// Reads a number beside a match and compares it, as ClamAV does.
struct ByteComparisonEvaluator {
  private let comparison: ContentComparisonRecord

  init(_ comparison: ContentComparisonRecord) { self.comparison = comparison }

  /// Whether the number that is read for a match at an offset is as it must be.
  ///
  /// A number at the very first byte is never read.
  func holds(at match: UInt64, in bytes: Span<UInt8>) -> Bool {
    let count = Int(comparison.byteCount)
    let (place, overflow) = Int64(clamping: match).addingReportingOverflow(comparison.distance)
    guard !overflow, place > 0, count > 0, place <= Int64(bytes.count) - Int64(count) else {
      return false
    }
    let start = Int(place)
    guard
      let value = comparison.base == .binary
        ? binary(bytes, start..<start + count) : text(bytes, start..<start + count)
    else { return false }
    return holds(comparison.relations.0, value, comparison.values.0)
      && holds(comparison.relations.1, value, comparison.values.1)
  }

  private func holds(
    _ relation: ContentLogicRecord.Relation, _ value: Int64, _ wanted: UInt64
  ) -> Bool {
    let wanted = Int64(bitPattern: wanted)
    return switch relation {
    case .none: true
    case .equal: value == wanted
    case .less: value < wanted
    case .greater: value > wanted
    }
  }

  private func binary(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard [1, 2, 4, 8].contains(range.count) else { return nil }
    var value: UInt64 = 0
    for place in 0..<range.count {
      let index =
        comparison.isLittleEndian == 1 ? range.upperBound - 1 - place : range.lowerBound + place
      value = value << 8 | UInt64(bytes[index])
    }
    return Int64(bitPattern: value)
  }

  /// A number in digits: white space before it is skipped, and nothing but that before exact ones is
  /// allowed.
  private func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var start = range.lowerBound
    while start < range.upperBound, Self.isSpace(bytes[start]) { start += 1 }
    var digits: [UInt8] = []
    for place in start..<range.upperBound { digits.append(bytes[place]) }
    let isLittleEndian = comparison.isLittleEndian == 1
    var isHexadecimal = comparison.base == .hexadecimal
    if comparison.base == .automatic {
      guard digits.count >= 3 else { return nil }
      isHexadecimal = Self.isPrefixed(digits)
    }
    if isLittleEndian, !isHexadecimal { return nil }
    let exactCount = digits.count
    if isLittleEndian { digits = Self.reversed(digits) }
    guard let (value, end) = Self.number(digits, radix: isHexadecimal ? 16 : 10) else { return nil }
    if comparison.isExact == 1, end != exactCount || start != range.lowerBound { return nil }
    return value
  }

  private static func isPrefixed(_ digits: [UInt8]) -> Bool {
    digits.count >= 3 && digits[0] == 0x30 && digits[1] | 0x20 == 0x78
  }

  /// Pairs of digits in reverse order, an odd number of them with a zero before; what comes after
  /// something that is no digit, seen from the end, is lost.
  private static func reversed(_ digits: [UInt8]) -> [UInt8] {
    guard digits.count != 1 else { return digits }
    var source = digits
    if isPrefixed(digits) {
      source = digits.count % 2 == 1 ? [0x78, 0x30, 0x30] + digits[2...] : [0x78] + digits[1...]
    } else if digits.count % 2 == 1 {
      source.insert(0x30, at: 0)
    }
    func isDigit(_ byte: UInt8) -> Bool {
      let lower = byte | 0x20
      return (0x30...0x39).contains(byte) || (0x61...0x66).contains(lower) || lower == 0x78
    }
    var result = [UInt8](repeating: 0x30, count: source.count)
    for place in stride(from: 0, to: source.count, by: 2) {
      let high = source[source.count - place - 2]
      let low = source[source.count - place - 1]
      guard isDigit(high) else {
        result = [UInt8](repeating: 0x30, count: source.count)
        continue
      }
      result[place] = high
      if isDigit(low) {
        result[place + 1] = low
      } else {
        result = [UInt8](repeating: 0x30, count: source.count)
      }
    }
    return result
  }

  /// A number at the start, and where it ends; 0 and its start where there are no digits. `nil` where
  /// it is too large.
  private static func number(_ text: [UInt8], radix: Int64) -> (value: Int64, end: Int)? {
    var place = 0
    while place < text.count, isSpace(text[place]) { place += 1 }
    guard place < text.count else { return (0, 0) }
    let isNegative = text[place] == 0x2d
    if isNegative || text[place] == 0x2b {
      place += 1
      guard place < text.count else { return (0, 0) }
    } else if radix == 16, text[place] == 0x30, place + 1 < text.count,
      text[place + 1] | 0x20 == 0x78
    {
      guard place + 2 < text.count else { return (0, 0) }
      place += 2
    }
    var value: Int64 = 0
    var hasDigits = false
    var isTooLarge = false
    while place < text.count, let digit = digit(text[place]), digit < radix {
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      isTooLarge = isTooLarge || overflow || carry
      value = sum
      hasDigits = true
      place += 1
    }
    return isTooLarge ? nil : (value, hasDigits ? place : 0)
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    switch byte {
    case 0x30...0x39: Int64(byte - 0x30)
    case 0x41...0x5a: Int64(byte - 0x41 + 10)
    case 0x61...0x7a: Int64(byte - 0x61 + 10)
    default: nil
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}
