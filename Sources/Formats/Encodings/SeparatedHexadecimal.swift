internal import Primitives

/// Bytes in hexadecimal digits, two each, with signs between them: `4D-5A` as .NET writes them, `4D:5A` as
/// OpenSSL does, `0x4D, 0x5A` and `\x4D\x5A` as programs have them.
public struct SeparatedHexadecimal: Hashable, Sendable {
  /// What it stands for, up to the first place that is none of it.
  public private(set) var bytes: [UInt8] = []

  /// So many bytes at the beginning tell.
  private static let beginningBytes = 8
  /// Signs and blanks between two bytes; lines are indented.
  private static let gapBytesMax = 64

  /// Decodes a text.
  public init(_ text: Span<UInt8>) {
    bytes.reserveCapacity(text.count / 3 + 1)
    var place = 0
    while let byte = Self.next(text, &place) { bytes.append(byte) }
  }

  /// Whether a text begins as one.
  public static func begins(_ text: Span<UInt8>) -> Bool {
    var place = 0
    for _ in 0..<beginningBytes where next(text, &place) == nil { return false }
    return true
  }

  /// The byte at a place or behind the signs there; `nil` where there is none.
  private static func next(_ text: Span<UInt8>, _ place: inout Int) -> UInt8? {
    let start = place
    var first = start
    while first - start < gapBytesMax, let sign = text.byte(at: first), isGap(sign) { first += 1 }
    let isMarked = isMark(text, at: first)
    guard isMarked || first > start || start == 0 else { return nil }
    if isMarked { first += 2 }
    guard let high = text.byte(at: first)?.hexadecimalValue,
      let low = text.byte(at: first + 1)?.hexadecimalValue,
      text.byte(at: first + 2)?.hexadecimalValue == nil
    else { return nil }
    place = first + 2
    return high << 4 | low
  }

  private static func isMark(_ text: Span<UInt8>, at place: Int) -> Bool {
    guard let sign = text.byte(at: place), sign == 0x30 || sign == 0x5C else { return false }
    return text.byte(at: place + 1)?.lowercased == 0x78
  }

  private static func isGap(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0D, 0x0A, 0x2C, 0x2D, 0x2E, 0x3A, 0x3B: true
    default: false
    }
  }
}
