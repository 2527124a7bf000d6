/// A Mach-O file for several processors.
///
/// Source: Apple, `mach-o/fat.h`.
public enum UniversalBinary {
  /// Parts that are read; a file with more is none, as in ClamAV.
  static let partsMax = 32
  /// Numbers of parts that mean a Java class, which begins alike.
  private static let javaVersionMin: UInt32 = 39

  /// Where the parts lie; those that do not lie in the file whole are left out.
  public static func parts(of bytes: Span<UInt8>) -> [Range<Int>] {
    guard let magic = bytes.little32(0), magic == 0xcafe_babe || magic == 0xbeba_feca else {
      return []
    }
    let isBigEndian = magic == 0xbeba_feca
    guard let count = bytes.word32(4, isBigEndian: isBigEndian),
      count & 0xffff < javaVersionMin, count <= partsMax
    else { return [] }
    var parts: [Range<Int>] = []
    for index in 0..<UInt64(count) {
      guard let offset = bytes.word32(8 + index * 20 + 8, isBigEndian: isBigEndian),
        let size = bytes.word32(8 + index * 20 + 12, isBigEndian: isBigEndian)
      else { break }
      let end = UInt64(offset) + UInt64(size)
      if end <= UInt64(bytes.count), size > 0 { parts.append(Int(offset)..<Int(end)) }
    }
    return parts
  }
}
