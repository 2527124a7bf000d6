/// Recognises tar archives by the checksum of their first header (as the `tar` of John Gilmore did).
enum TarHeader {
  private static let headerBytes = 512
  private static let checksum = 148..<156
  private static let magic = 257
  private static let posixMagic = Array("ustar  \0".utf8)
  private static let spaces = UInt8(ascii: " ")

  /// ``FileType/posixTar``, ``FileType/oldTar`` or no tar.
  static func type(of head: Span<UInt8>) -> FileType? {
    guard head.count >= headerBytes, let stated = octal(head.extracting(checksum)) else {
      return nil
    }
    var sum = checksum.count * Int(spaces)
    for place in 0..<headerBytes where !checksum.contains(place) { sum += Int(head[place]) }
    guard sum == stated else { return nil }
    for (place, byte) in posixMagic.enumerated() where head[magic + place] != byte {
      return .oldTar
    }
    return .posixTar
  }

  /// Digits after spaces, ended by a space or a zero byte, or by the end.
  private static func octal(_ field: Span<UInt8>) -> Int? {
    var place = 0
    while place < field.count, isSpace(field[place]) { place += 1 }
    guard place < field.count else { return nil }
    var value = 0
    while place < field.count, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(field[place]) {
      value = value << 3 | Int(field[place] - UInt8(ascii: "0"))
      place += 1
    }
    guard place < field.count, field[place] != 0, !isSpace(field[place]) else { return value }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == spaces || (9...13).contains(byte) }
}
