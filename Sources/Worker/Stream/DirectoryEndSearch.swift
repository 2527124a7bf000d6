import Configuration

/// Looks for the end record of a ZIP archive (APPNOTE 4.3.16) where readers look for it: at the end of a
/// file, whatever that begins with.
struct DirectoryEndSearch {
  /// How many of a file's last bytes are looked through. The record and the longest comment behind it take
  /// 65,557, and some readers look further; of four bytes more find their like by chance.
  static let bytesMax = Route.streamWindowBytesMin
  /// The bytes of the record itself.
  private static let recordBytes = 22
  private static let signature: UInt32 = 0x504B_0506

  private var last: UInt32 = 0
  /// Bytes behind a signature, while there are too few for a record.
  private var following: Int?
  /// Whether there is one.
  private(set) var isFound = false

  /// Takes the next bytes.
  mutating func take(_ bytes: Span<UInt8>) {
    for place in bytes.indices where !isFound {
      if let count = following {
        following = count + 1
        isFound = count + 1 == Self.recordBytes - 4
      }
      last = last << 8 | UInt32(bytes[place])
      // The first one counts: another within its record makes it no less an end.
      if last == Self.signature, following == nil { following = 0 }
    }
  }
}
