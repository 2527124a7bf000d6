/// The files that lie in a OneNote section. Source: [MS-ONESTORE] 2.6.13.
///
/// They are found by the identifier that each begins with, wherever it lies: the lists that refer to them
/// are what hostile files lie about.
public enum OneNoteFile {
  /// A file in a section.
  public struct Stored: Hashable, Sendable {
    /// Where it begins.
    public let offset: Int
    /// How many bytes it has, as far as they are there.
    public let byteCount: Int
    /// Whether all of them are there.
    public let isComplete: Bool

    /// A file at a place.
    public init(offset: Int, byteCount: Int, isComplete: Bool) {
      self.offset = offset
      self.byteCount = byteCount
      self.isComplete = isComplete
    }
  }

  private static let identifier: UInt64 = 0xE716_E3BD_6526_1145
  private static let identifierEnd: UInt64 = 0xA4C4_8D4D_0B7A_9EAC
  private static let headerBytes = 36

  /// The next file from a place on.
  public static func next(in bytes: Span<UInt8>, from start: Int) -> Stored? {
    var place = start
    while let found = bytes.firstPlace(of: 0xE7, from: place) {
      if bytes.big64(at: found) == identifier, bytes.big64(at: found + 8) == identifierEnd,
        let size = bytes.little64(at: found + 16), found + headerBytes <= bytes.count
      {
        let offset = found + headerBytes
        let count = min(Int(clamping: size), bytes.count - offset)
        return Stored(offset: offset, byteCount: count, isComplete: count == Int(clamping: size))
      }
      place = found + 1
    }
    return nil
  }
}
