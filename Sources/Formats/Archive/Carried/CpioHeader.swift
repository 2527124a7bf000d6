internal import Primitives

/// A header of a cpio archive with numbers as text: the dialects of POSIX ("odc") and of SVR4 ("newc",
/// "crc").
struct CpioHeader {
  /// Where the next header is.
  let next: Int
  /// Whether it is the last.
  let isLast: Bool

  /// The header at a place.
  init?(_ bytes: Span<UInt8>, at place: Int) {
    guard bytes.has("0707", at: place), let kind = bytes.byte(at: place + 5) else { return nil }
    let isOctal = kind == 0x37
    guard
      bytes.has("070707", at: place) || bytes.has("070701", at: place)
        || bytes.has("070702", at: place)
    else { return nil }
    let headerBytes = isOctal ? 76 : 110
    let (nameField, nameDigits) = isOctal ? (59, 6) : (94, 8)
    let (sizeField, sizeDigits) = isOctal ? (65, 11) : (54, 8)
    guard
      let nameBytes = Self.number(bytes, place + nameField, nameDigits, isOctal: isOctal),
      let size = Self.number(bytes, place + sizeField, sizeDigits, isOctal: isOctal),
      (1...4096).contains(nameBytes), bytes.byte(at: place + headerBytes + nameBytes - 1) == 0
    else { return nil }
    let border = isOctal ? 1 : 4
    func rounded(_ count: Int) -> Int { (count + border - 1) / border * border }
    isLast = bytes.has("TRAILER!!!", at: place + headerBytes)
    next = place + rounded(headerBytes + nameBytes) + rounded(size)
  }

  /// Where the archive that begins the bytes ends; `nil` where it is cut off.
  static func end(in bytes: Span<UInt8>) -> Int? {
    var place = 0
    while let header = CpioHeader(bytes, at: place) {
      place = header.next
      if header.isLast { return place }
    }
    return nil
  }

  private static func number(
    _ bytes: Span<UInt8>, _ start: Int, _ count: Int, isOctal: Bool
  ) -> Int? {
    var value = 0
    for place in start..<start + count {
      guard let digit = bytes.byte(at: place)?.hexadecimalValue, !isOctal || digit < 8 else {
        return nil
      }
      value = value * (isOctal ? 8 : 16) + Int(digit)
    }
    return value
  }
}
