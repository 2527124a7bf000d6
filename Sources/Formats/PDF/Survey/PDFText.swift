/// A string of a file that means something by itself: a script, a name.
public struct PDFText: Hashable, Sendable {
  /// Its bytes; encrypted where the file is, unless ``isPacked``.
  public let bytes: [UInt8]
  /// The object that it lies in, which its key depends on.
  public let owner: PDFReference
  /// Whether it lies in an object stream.
  public let isPacked: Bool

  /// A string of an object.
  public init(_ bytes: [UInt8], in object: PDFObject) {
    self.bytes = bytes
    owner = object.reference
    isPacked = object.isPacked
  }

  /// A text string as UTF-8, ISO 32000-2, section 7.9.2.2: UTF-16 and UTF-8 are told by their marks, what has
  /// none stays as it is.
  public static func narrowed(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes[3...]) }
    let isBig = bytes.starts(with: [0xFE, 0xFF])
    guard isBig || bytes.starts(with: [0xFF, 0xFE]) else { return bytes }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var place = 2
    while place + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      place += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
